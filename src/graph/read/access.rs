//! From Graph's JSON to what is observed of sign-in and of time-bound access.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Span, Timestamp};

use super::{
    assemble::none_without_licence,
    convert::{decode_all, scope},
};
use crate::{
    domain::{Eligibility, ObjectId},
    graph::{page::Reply, wire},
    observed::{
        MethodKind, ObservedAccessPolicy, ObservedAssignmentPolicy, ObservedGroupSchedule,
        ObservedMethod, ObservedPassPolicy, Unknown,
    },
};

/// The built-in authentication strength "Phishing-resistant MFA" (Entra, authentication strengths).
const PHISHING_RESISTANT: &str = "00000000-0000-0000-0000-000000000004";
/// What a Temporary Access Pass counts as in an authentication strength.
const PASS_COMBINATIONS: [&str; 2] = ["temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"];
/// Graph's word for everybody in the policies of authentication methods.
const ALL_USERS: &str = "all_users";

pub(super) fn method(found: wire::Method) -> ObservedMethod {
    let kind = found.kind.as_deref().map_or(MethodKind::Other, kind_of);
    let until = match (kind, found.start_date_time.or(found.created_date_time)) {
        (MethodKind::TemporaryAccessPass, Some(start)) => found
            .lifetime_in_minutes
            .and_then(|minutes| start.checked_add(SignedDuration::from_mins(minutes)).ok()),
        _ => None,
    };
    ObservedMethod { id: found.id, kind, until, usable: found.is_usable }
}

fn kind_of(name: &str) -> MethodKind {
    let name = name.strip_prefix("#microsoft.graph.").unwrap_or(name);
    match name {
        "passwordAuthenticationMethod" => MethodKind::Password,
        "temporaryAccessPassAuthenticationMethod" => MethodKind::TemporaryAccessPass,
        "fido2AuthenticationMethod" => MethodKind::Fido2,
        "phoneAuthenticationMethod" => MethodKind::Phone,
        "emailAuthenticationMethod" => MethodKind::Email,
        "microsoftAuthenticatorAuthenticationMethod" => MethodKind::MicrosoftAuthenticator,
        "softwareOathAuthenticationMethod" => MethodKind::SoftwareOath,
        "windowsHelloForBusinessAuthenticationMethod" => MethodKind::WindowsHello,
        "platformCredentialAuthenticationMethod" => MethodKind::PlatformCredential,
        _ => MethodKind::Other,
    }
}

/// What a user may take up by itself, by the answers to both questions, and why there may be more.
/// Memberships are not asked for where the app may not see them.
pub(super) fn eligibilities(
    roles: &Reply,
    groups: Option<&Reply>,
) -> (BTreeSet<Eligibility>, Option<Unknown>) {
    let roles = none_without_licence(decode_all::<wire::EligibleRole>(roles));
    let groups = groups.map(|reply| none_without_licence(decode_all(reply)));
    let groups = groups.unwrap_or_else(|| Ok(Vec::new()));
    let missing = roles.as_ref().err().or(groups.as_ref().err()).cloned();
    // What comes through a group goes with the membership.
    let role = |found: wire::EligibleRole| {
        let group = found.member_type.is_some_and(|kind| kind.eq_ignore_ascii_case("Group"));
        let scope = scope(found.directory_scope_id.as_deref());
        (!group).then_some(Eligibility::Role { role: found.role_definition_id, scope })
    };
    let membership = |found: wire::GroupScheduleInstance| {
        let found = group_schedule(&found)?;
        Some(Eligibility::Membership { group: found.group })
    };
    let roles = roles.unwrap_or_default().into_iter().filter_map(role);
    let groups = groups.unwrap_or_default().into_iter().filter_map(membership);
    (roles.chain(groups).collect(), missing)
}

/// Memberships only: an owner of a group is no member of it.
pub(super) fn group_schedule(found: &wire::GroupScheduleInstance) -> Option<ObservedGroupSchedule> {
    let is_member =
        found.access_id.as_deref().is_none_or(|access| access.eq_ignore_ascii_case("member"));
    is_member.then_some(ObservedGroupSchedule {
        group: found.group_id,
        principal: found.principal_id,
        start: found.start_date_time,
        end: found.end_date_time,
    })
}

pub(super) fn pass_policy(found: &wire::PassPolicy) -> ObservedPassPolicy {
    let everybody = found.include_targets.iter().any(|target| target.id == ALL_USERS);
    let ids = |targets: &[wire::Target]| -> BTreeSet<ObjectId> {
        targets.iter().filter_map(|target| target.id.parse().ok()).collect()
    };
    ObservedPassPolicy {
        enabled: found.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("enabled")),
        once: found.is_usable_once == Some(true),
        // Graph's own defaults (temporaryAccessPassAuthenticationMethodConfiguration).
        minimum: found.minimum_lifetime_in_minutes.unwrap_or(60),
        maximum: found.maximum_lifetime_in_minutes.unwrap_or(480),
        included: if everybody { None } else { Some(ids(&found.include_targets)) },
        excluded: ids(&found.exclude_targets),
    }
}

pub(super) fn access_policy(found: wire::AccessPolicy) -> ObservedAccessPolicy {
    let users = found.conditions.and_then(|conditions| conditions.users).unwrap_or_default();
    let ids = |lists: [&[String]; 3]| -> BTreeSet<ObjectId> {
        lists.into_iter().flatten().filter_map(|id| id.parse().ok()).collect()
    };
    let strength = found.grant_controls.and_then(|controls| controls.authentication_strength);
    let resistant = strength.is_some_and(|strength| {
        let takes_passes = strength
            .allowed_combinations
            .iter()
            .any(|combination| PASS_COMBINATIONS.contains(&combination.as_str()));
        strength.id == PHISHING_RESISTANT
            || (!strength.allowed_combinations.is_empty() && !takes_passes)
    });
    ObservedAccessPolicy {
        display_name: found.display_name.unwrap_or_default(),
        enabled: found.state.as_deref() == Some("enabled"),
        phishing_resistant: resistant,
        all_users: users.include_users.iter().any(|id| id.eq_ignore_ascii_case("All")),
        included: ids([&users.include_users, &users.include_groups, &users.include_roles]),
        excluded: ids([&users.exclude_users, &users.exclude_groups, &users.exclude_roles]),
    }
}

/// Reads the policy of assignments by an administrator out of exactly one policy assignment.
pub(super) fn assignment_policy(
    found: Vec<wire::PolicyAssignment>,
) -> Result<ObservedAssignmentPolicy, Unknown> {
    let [assignment] = <[wire::PolicyAssignment; 1]>::try_from(found)
        .map_err(|found| Unknown::because(format!("there are {} policies for it", found.len())))?;
    let mut policy = ObservedAssignmentPolicy { maximum: None, required: BTreeSet::new() };
    for rule in assignment.policy.rules {
        match rule.id.as_str() {
            "Expiration_Admin_Assignment" if rule.is_expiration_required != Some(false) => {
                policy.maximum = rule.maximum_duration.as_deref().map(length).transpose()?;
            }
            "Enablement_Admin_Assignment" => policy.required.extend(rule.enabled_rules),
            _ => {}
        }
    }
    Ok(policy)
}

/// Reads an ISO 8601 duration; a day is 24 hours.
fn length(text: &str) -> Result<SignedDuration, Unknown> {
    let unreadable = || Unknown::because(format!("the duration `{text}` in a policy"));
    let span: Span = text.parse().map_err(|_| unreadable())?;
    let start = Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    let end = start.checked_add(span).map_err(|_| unreadable())?;
    Ok(end.timestamp().duration_since(start.timestamp()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{access_policy, assignment_policy, eligibilities, length, method, pass_policy};
    use crate::{
        domain::{DirectoryScope, Eligibility},
        graph::{
            read::replies::tests::{failed, list},
            wire,
        },
        observed::MethodKind,
    };

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn a_pass_ends_when_its_lifetime_does() {
        let found = method(read(
            r##"{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","id":"1",
                "startDateTime":"2026-11-23T09:00:00Z","lifetimeInMinutes":120,"isUsable":true}"##,
        ));
        assert_eq!(found.kind, MethodKind::TemporaryAccessPass);
        assert_eq!(found.until.expect("an end").to_string(), "2026-11-23T11:00:00Z");
        let found = method(read(r##"{"@odata.type":"#microsoft.graph.newMethod","id":"2"}"##));
        assert_eq!((found.kind, found.until), (MethodKind::Other, None));
    }

    #[test]
    fn what_may_be_taken_up_is_known_where_both_answers_are() {
        let id = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
        let role = crate::domain::GLOBAL_ADMINISTRATOR;
        let roles = list(&json!([
            {"roleDefinitionId": role, "directoryScopeId": "/", "memberType": "Direct"},
            {"roleDefinitionId": role, "directoryScopeId": "/x", "memberType": "Group"},
        ]));
        let groups = list(&json!([
            {"groupId": id, "principalId": id, "accessId": "member"},
            {"groupId": role, "principalId": id, "accessId": "owner"},
        ]));
        let scope = DirectoryScope::Tenant;
        let of_role = Eligibility::Role { role, scope };
        let member = Eligibility::Membership { group: id.parse().expect("an id") };
        let both = eligibilities(&roles, Some(&groups));
        assert_eq!(both, ([of_role.clone(), member].into(), None));
        assert_eq!(eligibilities(&roles, None), ([of_role.clone()].into(), None));
        let (found, missing) = eligibilities(&roles, Some(&failed(429, "TooManyRequests")));
        assert_eq!(found, [of_role].into());
        assert!(missing.is_some(), "there may be more");
        let none = failed(403, "AadPremiumLicenseRequired");
        assert_eq!(eligibilities(&none, Some(&none)), (BTreeSet::new(), None));
    }

    #[test]
    fn the_policy_of_passes_says_whose_can_be_used() {
        let group = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
        let found: wire::PassPolicy = read(&format!(
            r#"{{"state":"enabled","isUsableOnce":false,"minimumLifetimeInMinutes":10,
                "maximumLifetimeInMinutes":600,
                "includeTargets":[{{"id":"{group}","targetType":"group"}}]}}"#
        ));
        let found = pass_policy(&found);
        assert!(found.enabled && !found.once);
        assert_eq!((found.minimum, found.maximum), (10, 600));
        assert_eq!(found.included, Some([group.parse().expect("an id")].into()));
        let found: wire::PassPolicy = read(
            r#"{"state":"disabled","includeTargets":[{"id":"all_users","targetType":"group"}]}"#,
        );
        let found = pass_policy(&found);
        assert_eq!((found.enabled, found.included), (false, None));
    }

    #[test]
    fn policies_that_no_pass_satisfies_are_known() {
        let policy = |strength: &str| {
            access_policy(read(&format!(
                r#"{{"displayName":"x","state":"enabled",
                    "conditions":{{"users":{{"includeUsers":["All"],"excludeGroups":[]}}}},
                    "grantControls":{{"authenticationStrength":{strength}}}}}"#
            )))
        };
        let built_in = r#"{"id":"00000000-0000-0000-0000-000000000004"}"#;
        assert!(policy(built_in).phishing_resistant && policy(built_in).all_users);
        assert!(policy(r#"{"id":"x","allowedCombinations":["fido2"]}"#).phishing_resistant);
        let mixed = r#"{"id":"x","allowedCombinations":["fido2","temporaryAccessPassMultiUse"]}"#;
        assert!(!policy(mixed).phishing_resistant);
        assert!(!policy("null").phishing_resistant);
    }

    #[test]
    fn what_a_role_policy_demands_is_read_from_its_rules() {
        let found = assignment_policy(read(
            r#"[{"policy":{"rules":[
                {"id":"Expiration_Admin_Assignment","isExpirationRequired":true,"maximumDuration":"P15D"},
                {"id":"Enablement_Admin_Assignment","enabledRules":["Justification","Ticketing"]},
                {"id":"Expiration_EndUser_Assignment","maximumDuration":"PT1H"}]}}]"#,
        ));
        let found = found.expect("one policy");
        assert_eq!(found.maximum, Some(SignedDuration::from_hours(15 * 24)));
        assert!(found.required.contains("Ticketing"));
        assert!(assignment_policy(Vec::new()).is_err(), "nothing is known where there is none");
        assert_eq!(length("PT8H30M").expect("valid"), SignedDuration::from_mins(510));
        assert!(length("soon").is_err());
    }
}
