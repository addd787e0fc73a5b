//! Writes that make objects: how what they made is found again.

use crate::{
    domain::{Address, ObjectId, OrganizationName},
    observed::{ObservedMarker, Ownership, Reading},
    plan::{Look, Sighting, Write},
};

/// What stands where a write would make an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing.
    Nothing,
    /// The very object, made by this run or an earlier one.
    Ours(ObjectId),
    /// Something else: what it is.
    Taken(String),
    /// It could not be told.
    Unknown(String),
}

/// Returns the look that finds what a write makes; `None` for a write that makes no object with
/// an id.
pub(super) fn place(write: &Write) -> Option<Look> {
    match write {
        Write::CreateUser(user) => Some(Look::UserNamed(user.user_principal_name.clone())),
        Write::CreateGroup(group) => Some(Look::GroupKeyed(group.unique_name.clone())),
        _ => None,
    }
}

/// Tells what stands where the write would make an object.
pub(super) fn recognise(write: &Write, sighting: Option<&Sighting>) -> Standing {
    match (write, sighting) {
        (Write::CreateUser(new), Some(Sighting::User(user))) => {
            let of = user.clone().map(|user| (user.id, user.marker));
            standing(of, &new.installation, &new.address)
        }
        (Write::CreateGroup(new), Some(Sighting::Group(group))) => {
            let of = group.clone().map(|group| (group.id, group.marker));
            standing(of, &new.installation, &new.address)
        }
        _ => Standing::Unknown("what stands in its place was not read".to_owned()),
    }
}

fn standing(
    found: Reading<(ObjectId, ObservedMarker)>,
    installation: &OrganizationName,
    address: &Address,
) -> Standing {
    match found {
        Reading::Absent => Standing::Nothing,
        Reading::Unknown(unknown) => Standing::Unknown(unknown.why),
        Reading::Known((id, marker)) => match marker.ownership(installation) {
            Ownership::Ours(own) if own == *address => Standing::Ours(id),
            Ownership::Ours(own) => Standing::Taken(format!("object {id} is there, as {own}")),
            Ownership::Unreadable | Ownership::Other(_) | Ownership::Foreign => {
                Standing::Taken(format!("object {id} is there and is not ours"))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing};
    use crate::{
        domain::ObjectId,
        observed::{ObservedMarker, Reading, Unknown},
    };

    #[test]
    fn only_an_object_with_our_marker_and_this_address_is_ours() {
        let installation = "northwind-msp".parse().expect("valid");
        let alice = "jit/alice".parse().expect("valid");
        let bob = "jit/bob".parse().expect("valid");
        let id: ObjectId = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("valid");
        let known = |marker| standing(Reading::Known((id, marker)), &installation, &alice);
        assert_eq!(known(ObservedMarker::ours(&installation, &alice)), Standing::Ours(id));
        assert!(matches!(known(ObservedMarker::ours(&installation, &bob)), Standing::Taken(_)));
        assert!(matches!(known(ObservedMarker::default()), Standing::Taken(_)));
        assert_eq!(standing(Reading::Absent, &installation, &alice), Standing::Nothing);
        let unknown = Reading::Unknown(Unknown::because("403"));
        assert!(matches!(standing(unknown, &installation, &alice), Standing::Unknown(_)));
    }
}
