//! Looking at single things before and after a write.

use std::collections::BTreeSet;

use super::{
    Ask, Marker, access,
    assemble::{none_without_licence, with_directness},
    convert::{self, decode_all, decode_one},
};
use crate::{
    graph::{page::Reply, session::Session, wire},
    observed::{Reading, Unknown},
    plan::{Look, Sighting, Subject},
};

/// Looks at things; what could not be read is a sighting that is unknown.
pub(in crate::graph) async fn look(
    session: &Session,
    marker: &Marker,
    looks: &[Look],
) -> Vec<Sighting> {
    let asks: Vec<Vec<Ask>> = looks.iter().map(asks).collect();
    let distinct: BTreeSet<&Ask> = asks.iter().flatten().collect();
    let paths: Vec<String> = distinct.iter().map(|ask| ask.path(marker)).collect();
    let replies: Vec<Reply> = match paths.as_slice() {
        [] => Vec::new(),
        [path] => vec![session.read_one(path).await],
        paths => session
            .read_all(paths)
            .await
            .unwrap_or_else(|unknown| paths.iter().map(|_| Err(unknown.clone())).collect()),
    };
    let find = |ask: &Ask| {
        let found = distinct.iter().zip(&replies).find(|(known, _)| **known == ask);
        found.map_or_else(
            || Err(Unknown::because("it was not asked for")),
            |(_, reply)| reply.clone(),
        )
    };
    looks
        .iter()
        .zip(&asks)
        .map(|(look, asks)| sighting(look, marker, &asks.iter().map(find).collect::<Vec<_>>()))
        .collect()
}

/// Returns the questions that a look needs; none for what does not exist yet.
fn asks(look: &Look) -> Vec<Ask> {
    let of = |subject: &Subject, ask: fn(crate::domain::ObjectId) -> Ask| {
        subject.id().map(ask).into_iter().collect()
    };
    match look {
        Look::User(user) => of(user, Ask::User),
        Look::UserNamed(name) => vec![Ask::UserNamed(name.clone())],
        Look::Roles(principal) => of(principal, Ask::RoleAssignmentsOf),
        Look::Schedules(principal) => of(principal, Ask::RoleSchedulesOf),
        Look::Memberships(user) => user
            .id()
            .into_iter()
            .flat_map(|id| [Ask::GroupsOf(id), Ask::DirectGroupsOf(id)])
            .collect(),
        Look::GroupSchedules(user) => of(user, Ask::GroupSchedulesOf),
        Look::Eligibilities { user, memberships } => {
            let groups = memberships.then(|| of(user, Ask::EligibleGroupsOf));
            of(user, Ask::EligibleRolesOf).into_iter().chain(groups.into_iter().flatten()).collect()
        }
        Look::Methods(user) => of(user, Ask::MethodsOf),
        Look::Group(group) => of(group, Ask::Group),
        Look::GroupKeyed(key) => vec![Ask::GroupKeyed(key.clone())],
        Look::GroupNamed(name) => {
            vec![Ask::Groups { names: vec![name.as_str().to_owned()], ids: Vec::new() }]
        }
        Look::Domain(name) => vec![Ask::Domain(name.clone())],
    }
}

fn sighting(look: &Look, marker: &Marker, replies: &[Reply]) -> Sighting {
    let missing = Err(Unknown::because("it does not exist yet"));
    let reply = replies.first().unwrap_or(&missing);
    match look {
        Look::User(_) | Look::UserNamed(_) => Sighting::User(
            decode_one::<wire::User>(reply).map(|found| convert::user(found, marker)),
        ),
        Look::Group(_) | Look::GroupKeyed(_) => Sighting::Group(
            decode_one::<wire::Group>(reply).map(|found| convert::group(found, marker)),
        ),
        Look::Domain(_) => Sighting::Domain(match decode_one::<wire::Domain>(reply) {
            Reading::Known(found) => {
                convert::domain(&found).map_or_else(Reading::Unknown, Reading::Known)
            }
            Reading::Absent => Reading::Absent,
            Reading::Unknown(unknown) => Reading::Unknown(unknown),
        }),
        Look::Roles(_) => Sighting::Roles(list(decode_all(reply), convert::role_assignment)),
        Look::Schedules(_) => Sighting::Schedules(list(
            none_without_licence(decode_all(reply)),
            convert::role_schedule,
        )),
        Look::GroupSchedules(_) => {
            let found = none_without_licence(decode_all::<wire::GroupScheduleInstance>(reply));
            Sighting::GroupSchedules(found.map_or_else(Reading::Unknown, |list| {
                Reading::Known(list.iter().filter_map(access::group_schedule).collect())
            }))
        }
        Look::Eligibilities { .. } => {
            let (found, missing) = access::eligibilities(reply, replies.get(1));
            Sighting::Eligibilities(missing.map_or(Reading::Known(found), Reading::Unknown))
        }
        Look::Methods(_) => Sighting::Methods(match list(decode_all(reply), access::method) {
            // Whoever does not exist can sign in with nothing.
            Reading::Unknown(unknown) if unknown.status == Some(404) => Reading::Absent,
            methods => methods,
        }),
        Look::GroupNamed(_) => {
            Sighting::Groups(list(decode_all(reply), |found| convert::group(found, marker)))
        }
        Look::Memberships(_) => {
            let direct =
                replies.get(1).and_then(|reply| decode_all::<wire::Membership>(reply).ok());
            let groups = decode_all(reply).map(|list| {
                let groups = list.into_iter().filter_map(convert::membership).collect();
                with_directness(groups, direct.as_deref())
            });
            Sighting::Memberships(match groups {
                // Whoever does not exist is in no group, and that is no failure to read.
                Err(unknown) if unknown.status == Some(404) => Reading::Absent,
                groups => groups.map_or_else(Reading::Unknown, Reading::Known),
            })
        }
    }
}

fn list<T, U>(result: Result<Vec<T>, Unknown>, convert: impl Fn(T) -> U) -> Reading<Vec<U>> {
    result.map_or_else(Reading::Unknown, |list| {
        Reading::Known(list.into_iter().map(convert).collect())
    })
}
