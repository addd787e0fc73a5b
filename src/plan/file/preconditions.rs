//! What must hold before a change's first write.

use crate::plan::{Change, Fact};

/// Returns what the steps of a change need and no earlier step of it establishes, in words.
pub(super) fn preconditions(change: &Change) -> Vec<String> {
    let mut stated: Vec<String> = Vec::new();
    for (number, step) in change.steps.iter().enumerate() {
        let proved = || change.steps[..number].iter().flat_map(|earlier| &earlier.proves);
        for need in &step.needs {
            let text = need.to_string();
            if !proved().any(|fact| establishes(fact, need)) && !stated.contains(&text) {
                stated.push(text);
            }
        }
    }
    stated
}

/// That nothing is held is no precondition where an earlier step takes something away: it holds
/// after the last such step, and not before the first.
fn establishes(proved: &Fact, need: &Fact) -> bool {
    match (proved, need) {
        (Fact::Role { principal, held: false, .. }, Fact::NoRoles(user)) => principal == user,
        (Fact::Member { user: member, member: false, .. }, Fact::NoGroups(user)) => member == user,
        (
            Fact::NotEligible { user: a, only: Some(_), .. },
            Fact::NotEligible { user: b, only: None, .. },
        ) => a == b,
        _ => proved == need,
    }
}

#[cfg(test)]
mod tests {
    use super::preconditions;
    use crate::{
        domain::DomainName,
        plan::{
            Change, Step,
            fixture::{self, PAST, desired, organization, word},
        },
    };

    #[test]
    fn what_an_earlier_step_brings_about_is_no_precondition() {
        let domain: DomainName = word("admin.contoso.com");
        let address = "domains/admin.contoso.com".parse().expect("an address");
        let mut change = Change {
            steps: vec![Step::create_domain(&domain), Step::verify_domain(&domain)],
            ..Change::blank(&address, None)
        };
        assert_eq!(preconditions(&change), [change.steps[0].needs[0].to_string()]);
        change.steps.remove(0);
        assert_eq!(preconditions(&change), [change.steps[0].needs[0].to_string()]);
        change.steps.push(change.steps[0].clone());
        assert_eq!(preconditions(&change).len(), 1, "each is said once");
    }

    #[test]
    fn an_enabled_account_with_a_role_is_not_said_to_be_disabled_and_without_one() {
        let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
        user.account_enabled = true;
        user.marker.grant = Some(PAST.to_owned());
        let mut tenant = fixture::with_user(fixture::bare(), user.clone());
        fixture::give(&mut tenant, "User Administrator", &user);
        let plan = fixture::run(&organization(), &desired(), &tenant);
        let ended = plan.tenants[0]
            .changes
            .iter()
            .find(|change| change.object_id == Some(user.id))
            .expect("it is ended");
        let stated = preconditions(ended);
        let said = |part: &str| stated.iter().any(|text| text.ends_with(part));
        assert!(said("is marked as jit/alice"), "{stated:?}");
        assert!(!said("is not enabled") && !said("holds no role"), "{stated:?}");
        assert!(said("is in no group"), "no step takes it out of one: {stated:?}");
    }
}
