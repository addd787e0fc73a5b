//! The answers so far, and what they say about the marker's extensions.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ask, Marker,
    convert::{decode_all, decode_each, decode_one, group, membership, user},
    first,
};
use crate::{
    domain::{INSTALLATION, ObjectId, UserPrincipalName},
    graph::{page::Reply, wire},
    observed::{ObservedGroup, ObservedMembership, ObservedUser, ReadNeeds, Reading, Unknown},
};

/// The answers so far.
pub(super) struct Replies<'a> {
    pub(super) needs: &'a ReadNeeds,
    pub(super) marker: Marker,
    answered: BTreeMap<Ask, Reply>,
}

impl<'a> Replies<'a> {
    pub(super) fn new(needs: &'a ReadNeeds) -> Self {
        let marker = Marker {
            client_id: needs.client_id,
            extensions_of: needs.marker_client_id,
            installation: needs.installation.clone(),
        };
        Self { needs, marker, answered: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, ask: Ask, reply: Reply) {
        self.answered.insert(ask, reply);
    }

    /// Returns the answer; one that had to do without the marker comes first.
    pub(super) fn get(&self, ask: &Ask) -> Option<&Reply> {
        self.answered.get(&Ask::Unmarked(Box::new(ask.clone()))).or_else(|| self.answered.get(ask))
    }

    /// Returns the answers, whatever was asked.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Ask, &Reply)> {
        self.answered.iter()
    }

    pub(super) fn is_answered(&self, ask: &Ask) -> bool {
        self.answered.contains_key(ask)
    }

    /// Reads one collection.
    pub(super) fn list<T: serde::de::DeserializeOwned>(
        &self,
        ask: &Ask,
    ) -> Result<Vec<T>, Unknown> {
        self.get(ask).ok_or_else(not_asked).and_then(decode_all)
    }

    /// Reads what can be read of one collection, and says why that is not all.
    pub(super) fn each<T: serde::de::DeserializeOwned>(
        &self,
        ask: &Ask,
    ) -> (Vec<T>, Option<Unknown>) {
        self.get(ask).map_or_else(|| (Vec::new(), Some(not_asked())), decode_each)
    }

    /// Reads one object.
    pub(super) fn one<T: serde::de::DeserializeOwned>(&self, ask: &Ask) -> Reading<T> {
        self.get(ask).map_or_else(|| Reading::Unknown(not_asked()), decode_one)
    }

    /// Returns the marker's extensions by short name.
    pub(super) fn extensions(&self) -> Result<BTreeSet<String>, Unknown> {
        let prefix = self.marker.extension("");
        let defined: Vec<wire::ExtensionProperty> = self.list(&Ask::Extensions)?;
        Ok(defined
            .iter()
            .filter_map(|found| found.name.strip_prefix(&prefix))
            .map(str::to_owned)
            .collect())
    }

    /// Returns whether an answer only says that the marker is not defined here yet: a 400 while
    /// the definitions are listed and it is not among them.
    pub(super) fn lacks_marker(&self, unknown: &Unknown) -> bool {
        unknown.status == Some(400)
            && self.extensions().is_ok_and(|defined| !defined.contains(INSTALLATION))
    }

    /// Returns the users that bear our marker.
    pub(super) fn owned_users(&self) -> Result<BTreeMap<ObjectId, ObservedUser>, Unknown> {
        let list: Vec<wire::User> = self.none_where_unmarked(self.list(&Ask::OwnedUsers))?;
        Ok(list.into_iter().map(|found| (found.id, user(found, &self.marker))).collect())
    }

    /// Returns the users that bear our marker, as far as they could be read.
    pub(super) fn readable_users(&self) -> BTreeMap<ObjectId, ObservedUser> {
        let (list, _) = self.each::<wire::User>(&Ask::OwnedUsers);
        list.into_iter().map(|found| (found.id, user(found, &self.marker))).collect()
    }

    /// Returns the groups that bear our marker.
    pub(super) fn owned_groups(&self) -> Result<BTreeMap<ObjectId, ObservedGroup>, Unknown> {
        let list: Vec<wire::Group> = self.none_where_unmarked(self.list(&Ask::OwnedGroups))?;
        Ok(list.into_iter().map(|found| (found.id, group(found, &self.marker))).collect())
    }

    fn none_where_unmarked<T>(&self, list: Result<Vec<T>, Unknown>) -> Result<Vec<T>, Unknown> {
        match list {
            Err(unknown) if self.lacks_marker(&unknown) => Ok(Vec::new()),
            list => list,
        }
    }

    /// Returns the users that the lists show by these names, and why a list could not be read.
    pub(super) fn listed_users(
        &self,
    ) -> (BTreeMap<UserPrincipalName, ObservedUser>, Option<Unknown>) {
        let (mut users, mut missing) = (BTreeMap::new(), None);
        for ask in first::users(self.needs) {
            let (list, unknown) = self.each::<wire::User>(&ask);
            users.extend(list.into_iter().map(|found| {
                let found = user(found, &self.marker);
                (found.user_principal_name.clone(), found)
            }));
            missing = unknown.or(missing);
        }
        // An owned user is as good a find as a listed one.
        for found in self.readable_users().into_values() {
            users.entry(found.user_principal_name.clone()).or_insert(found);
        }
        (users, missing)
    }

    /// Returns whether the users that were read can sign in.
    pub(super) fn seen_users(&self) -> BTreeMap<ObjectId, bool> {
        let listed = self.listed_users().0.into_values();
        let owned = self.readable_users().into_values();
        listed.chain(owned).map(|user| (user.id, user.account_enabled)).collect()
    }

    /// Returns the groups of a user by whichever question was answered.
    pub(super) fn groups_of(
        &self,
        id: ObjectId,
        name: &UserPrincipalName,
    ) -> Option<Result<Vec<ObservedMembership>, Unknown>> {
        let (groups, missing) = self.readable_groups_of(id, name)?;
        Some(missing.map_or(Ok(groups), Err))
    }

    /// Returns the groups of a user as far as they could be read, and why that is not all.
    pub(super) fn readable_groups_of(
        &self,
        id: ObjectId,
        name: &UserPrincipalName,
    ) -> Option<(Vec<ObservedMembership>, Option<Unknown>)> {
        let asks = [Ask::GroupsOf(id), Ask::GroupsOfNamed(name.clone())];
        let (list, missing) = decode_each(asks.iter().find_map(|ask| self.get(ask))?);
        Some((list.into_iter().filter_map(membership).collect(), missing))
    }
}

fn not_asked() -> Unknown {
    Unknown::because("it was not asked for")
}

#[cfg(test)]
pub(in crate::graph) mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json, value::RawValue};

    use super::Replies;
    use crate::{
        domain::UserPrincipalName,
        graph::{page::Reply, read::Ask},
        observed::{ReadNeeds, Unknown},
    };

    pub(in crate::graph) const APP: &str = "7d1e0000-0000-4000-8000-000000000001";

    pub(in crate::graph) fn needs(account_names: BTreeSet<UserPrincipalName>) -> ReadNeeds {
        ReadNeeds {
            installation: "northwind-msp".parse().unwrap(),
            client_id: APP.parse().unwrap(),
            marker_client_id: APP.parse().unwrap(),
            account_names,
            names_to_create: BTreeSet::new(),
            emergency_names: BTreeSet::new(),
            group_names: BTreeSet::new(),
            group_keys: BTreeSet::new(),
            role_names: BTreeSet::new(),
            opening: BTreeSet::new(),
            adopting: BTreeSet::new(),
            pass_policy: false,
            policies_of_roles: BTreeSet::new(),
            policies_of_groups: BTreeSet::new(),
            remembered: BTreeSet::new(),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands for an exchange that could fail")]
    pub(in crate::graph) fn page(body: &Value) -> Reply {
        Ok(vec![RawValue::from_string(body.to_string()).unwrap()])
    }

    pub(in crate::graph) fn list(values: &Value) -> Reply {
        page(&json!({ "value": values }))
    }

    pub(in crate::graph) fn failed(status: u16, code: &str) -> Reply {
        let code = Some(code.to_owned());
        Err(Unknown {
            why: "no".to_owned(),
            status: Some(status),
            code,
            request_id: Some("r".to_owned()),
        })
    }

    /// Answers every question of the first round as an empty tenant would.
    pub(in crate::graph) fn empty(needs: &ReadNeeds) -> Replies<'_> {
        let mut replies = Replies::new(needs);
        for ask in crate::graph::read::first::first(needs) {
            let reply = match &ask {
                Ask::Organization => list(&json!([{
                    "id": "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f", "displayName": "Contoso", "assignedPlans": [],
                }])),
                Ask::ServicePrincipal => {
                    page(&json!({"id": APP, "displayName": "tenantry", "accountEnabled": true}))
                }
                Ask::Application => {
                    page(&json!({"id": APP, "passwordCredentials": [], "keyCredentials": []}))
                }
                Ask::Extensions => list(&json!([
                    {"name": format!("extension_{}_tenantryInstallation", APP.replace('-', ""))},
                ])),
                Ask::GroupsOfNamed(_) => failed(404, "Request_ResourceNotFound"),
                _ => list(&json!([])),
            };
            replies.add(ask, reply);
        }
        replies
    }
}
