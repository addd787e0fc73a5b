//! Each answer, with its reason.

use std::collections::BTreeSet;

use super::{Answer, Explanation, LiveAccount, explain, needs_to_explain, unexplained};
use crate::{
    desired::{DesiredOrganization, DesiredTenant, Fallback, TenantState},
    domain::{Cloud, TechnicianId, Window},
    observed::{
        MethodKind, ObservedMethod, ObservedPassPolicy, ObservedTenant, ObservedUser, Reading,
        Refusal, RefusalKind, Unknown,
    },
    plan::{
        Context, EndsBy,
        fixture::{
            self, OPEN, PAST, bare, desired, give, now, observed, organization, owned_user, upn,
            with_user, word,
        },
    },
    source::Origin,
};

/// A change to what is meant.
type Meant = fn(&mut DesiredOrganization, &mut DesiredTenant);

fn ask(
    who: &str,
    observed: Option<&ObservedTenant>,
    change: impl FnOnce(&mut DesiredOrganization, &mut DesiredTenant),
) -> Explanation {
    let (mut organization, mut desired) = (organization(), desired());
    change(&mut organization, &mut desired);
    let context = Context { can_show: true, ..Context::new(&organization, now()) };
    explain(&context, &desired, &word::<TechnicianId>(who), observed)
}

fn codes(explanation: &Explanation) -> Vec<&str> {
    explanation.obstacles.iter().map(|obstacle| obstacle.code.as_str()).collect()
}

/// A tenant in which passes can be issued.
fn ready(mut tenant: ObservedTenant) -> ObservedTenant {
    tenant.pass_policy = Some(Reading::Known(ObservedPassPolicy {
        enabled: true,
        once: false,
        minimum: 60,
        maximum: 480,
        included: None,
        excluded: BTreeSet::new(),
    }));
    tenant.access_policies = Some(Reading::Known(Vec::new()));
    let owned: Vec<_> =
        tenant.owned_users.known().into_iter().flatten().map(|(id, _)| *id).collect();
    for id in owned {
        tenant.methods.entry(id).or_insert_with(|| Reading::Known(Vec::new()));
        tenant.memberships.entry(id).or_insert_with(|| Reading::Known(BTreeSet::new()));
    }
    tenant
}

/// A tenant in which alice has an account with this grant.
fn with_alice(enabled: bool, grant: Option<&str>) -> (ObservedTenant, ObservedUser) {
    let mut alice = owned_user("jit/alice", upn("msp-alice").as_str());
    alice.account_enabled = enabled;
    alice.marker.grant = grant.map(str::to_owned);
    let tenant = fixture::with_owned_group(bare(), "Helpdesk");
    (ready(with_user(tenant, alice.clone())), alice)
}

#[test]
fn the_files_alone_say_who_gets_in_and_who_not() {
    let rows: [(&str, Meant, &[&str]); 8] = [
        ("alice", |_, _| (), &[]),
        ("carol", |_, _| (), &["explain::not-mapped"]),
        ("dave", |_, _| (), &["explain::technician-unknown"]),
        ("alice", |_, tenant| tenant.state = TenantState::Suspended, &["explain::tenant-state"]),
        ("alice", |_, tenant| tenant.state = TenantState::Offboarding, &["explain::tenant-state"]),
        ("alice", |_, tenant| tenant.jit = None, &["explain::no-jit"]),
        ("alice", |_, tenant| tenant.cloud = Cloud::China, &["explain::no-credential"]),
        (
            "alice",
            |organization, tenant| {
                let alice = organization.technicians.get_mut(&word::<TechnicianId>("alice"));
                alice.expect("alice").active = false;
                tenant.state = TenantState::Suspended;
            },
            &["explain::tenant-state", "explain::technician-disabled"],
        ),
    ];
    for (who, change, expected) in rows {
        let found = ask(who, None, change);
        assert_eq!(codes(&found), expected, "{who}");
        let answer = if expected.is_empty() { Answer::ByFiles } else { Answer::No };
        assert_eq!((found.answer, &found.live), (answer, &None), "{who}");
        // Where the files say no, the tenant is not heard.
        let asked = ask(who, Some(&ready(observed())), change);
        assert_eq!(asked.answer == Answer::No, !expected.is_empty(), "{who}: {asked:?}");
    }
    let china = ask("alice", None, |_, tenant| {
        tenant.cloud = Cloud::China;
        tenant.jit.as_mut().expect("jit").fallback = Fallback::Password;
    });
    assert_eq!(china.answer, Answer::ByFiles);
}

#[test]
fn without_a_key_and_without_a_terminal_nobody_gets_a_credential() {
    let (organization, desired) = (organization(), desired());
    let context = Context::new(&organization, now());
    let found = explain(&context, &desired, &word("alice"), None);
    assert_eq!(codes(&found), ["explain::undeliverable"]);
    assert_eq!(found.obstacles[0].origin, Some(Origin::synthetic("tenantry.yaml", 4)));
}

#[test]
fn everything_given_names_its_mapping_and_every_window_its_line() {
    let found = ask("alice", None, |_, tenant| {
        let jit = tenant.jit.as_mut().expect("jit");
        let access =
            &mut jit.accounts.get_mut(&word::<TechnicianId>("alice")).expect("alice").access;
        let longer =
            crate::desired::Decided::by(Window::from_minutes(300), Origin::synthetic("x", 9));
        access.weighed_disable_after.push(longer);
    });
    let given = found.given.expect("mapped");
    let [(role, through)] = given.roles.as_slice() else { panic!("{:?}", given.roles) };
    assert_eq!(role, "User Administrator");
    assert_eq!(through[0].technicians, word("all"));
    assert_eq!(through[0].mapping.place.line, 30);
    assert_eq!(through[0].line.as_ref().map(|line| line.place.line), Some(31));
    assert_eq!(given.groups[0].0, "Helpdesk");
    assert_eq!(given.disable_after.value.value, Window::from_minutes(120));
    let beaten: Vec<_> = given.disable_after.beaten.iter().map(|one| one.value).collect();
    assert_eq!(beaten, [Window::from_minutes(300)]);
    assert!(given.maximum.beaten.is_empty());
    assert!(ask("carol", None, |_, _| ()).given.is_none());
}

#[test]
fn the_tenant_says_what_would_end_the_access_or_why_there_is_none() {
    let (tenant, _) = with_alice(false, None);
    let found = ask("alice", Some(&tenant), |_, _| ());
    assert_eq!((found.answer, codes(&found)), (Answer::Yes, Vec::<&str>::new()), "{found:?}");
    let ending = found.given.and_then(|given| given.ending).expect("an ending");
    assert_eq!(ending.by, EndsBy::Tap, "{ending:?}");
    assert!(ending.why.expect("a reason").contains("PIM policy"));
    let mut off = tenant.clone();
    if let Some(Reading::Known(policy)) = &mut off.pass_policy {
        policy.enabled = false;
    }
    let found = ask("alice", Some(&off), |_, _| ());
    assert_eq!((found.answer, codes(&found)), (Answer::No, vec!["plan::grant-no-credential"]));
    assert!(found.obstacles[0].message.starts_with("no Temporary Access Pass"), "{found:?}");
    // A guard speaks where it would speak to the grant itself.
    let found = ask("alice", Some(&tenant), |_, desired| {
        let jit = desired.jit.as_mut().expect("jit");
        let account = fixture::account("alice", &["Global Administrator"], &[]);
        jit.accounts.insert(word("alice"), account);
    });
    assert_eq!((found.answer, codes(&found)), (Answer::No, vec!["G010"]), "{found:?}");
}

#[test]
fn live_state_stands_beside_the_answer() {
    let (mut tenant, alice) = with_alice(true, Some(OPEN));
    give(&mut tenant, "User Administrator", &alice);
    let pass = ObservedMethod {
        id: "1".to_owned(),
        kind: MethodKind::TemporaryAccessPass,
        until: Some("2026-11-23T13:00:00Z".parse().expect("a time")),
        usable: Some(true),
    };
    tenant.methods.insert(alice.id, Reading::Known(vec![pass]));
    let found = ask("alice", Some(&tenant), |_, _| ());
    assert_eq!(found.answer, Answer::Open, "{found:?}");
    assert_eq!(found.given.and_then(|given| given.ending).expect("an ending").by, EndsBy::Tap);
    let live = found.live.expect("asked").expect("entered");
    let LiveAccount::Found { enabled, grant, roles, due, .. } = live.account else { panic!() };
    assert!(enabled && due.is_none());
    assert_eq!(grant.expect("open").id, word("adhoc-1"));
    assert!(roles[0].mapped && !roles[0].bound, "{roles:?}");

    let (mut tenant, alice) = with_alice(true, Some(PAST));
    give(&mut tenant, "Global Reader", &alice);
    let found = ask("alice", Some(&tenant), |_, _| ());
    assert_eq!((found.answer, codes(&found)), (Answer::No, vec!["explain::left-over"]));
    let live = found.live.expect("asked").expect("entered");
    let LiveAccount::Found { due, roles, .. } = live.account else { panic!() };
    assert_eq!(due.as_deref(), Some("its deadline has passed"));
    assert!(!roles[0].mapped);

    let found = ask("alice", Some(&ready(bare())), |_, _| ());
    let account = found.live.expect("asked").expect("entered").account;
    assert_eq!(account, LiveAccount::Absent);
}

#[test]
fn what_could_not_be_read_is_no_answer() {
    let (organization, desired) = (organization(), desired());
    let context = Context { can_show: true, ..Context::new(&organization, now()) };
    let refusal = Refusal {
        kind: RefusalKind::Unreachable,
        message: "no answer".to_owned(),
        help: "try again".to_owned(),
        code: None,
        request_id: None,
    };
    let found = unexplained(&context, &desired, &word("alice"), refusal.clone());
    assert_eq!((found.answer, found.live), (Answer::Unknown, Some(Err(refusal.clone()))));
    // What the files forbid needs no answer of the tenant.
    assert_eq!(unexplained(&context, &desired, &word("carol"), refusal).answer, Answer::No);
    let mut tenant = ready(bare());
    tenant.owned_users = Reading::Unknown(Unknown::because("403"));
    let found = ask("alice", Some(&tenant), |_, _| ());
    assert_eq!(found.answer, Answer::Unknown, "{found:?}");
    let live = found.live.expect("asked").expect("entered");
    assert_eq!(live.account, LiveAccount::Unknown("403".to_owned()));
    assert!(!live.unread.is_empty());
}

#[test]
fn the_question_reads_what_a_grant_would() {
    let (organization, desired) = (organization(), desired());
    let context = Context::new(&organization, now());
    let needs = needs_to_explain(&context, &desired, &word("alice"));
    assert!(needs.pass_policy && needs.opening.contains(&upn("msp-alice")));
    assert_eq!(needs.policies_of_roles.len(), 1);
    assert!(!needs_to_explain(&context, &desired, &word("carol")).pass_policy);
}
