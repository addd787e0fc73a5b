//! Domains: declared ones exist, are verified and managed; managed ones are added and verified.
//!
//! tenantry never federates, never unfederates and never deletes a domain. Entra ID itself checks
//! the DNS record; until it is there, the verification stays in the plan.

use serde_json::{Value, json};

use super::{
    Attribute, Change, ChangeAction, Diagnostic, Reason, Risk, Step,
    draft::{Draft, View},
};
use crate::{
    desired::{DesiredDomain, TenantState},
    domain::{Address, DomainName},
    observed::{ObservedDomain, Reading},
};

/// Plans every declared domain.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    let Reading::Known(found) = &view.observed.domains else { return };
    for domain in &view.desired.domains {
        match found.get(&domain.name) {
            Some(existing) => existing_domain(view, draft, domain, existing),
            None => missing_domain(view, draft, domain),
        }
    }
}

/// Returns why accounts cannot live in the domain, or the change that they must wait for.
///
/// # Errors
///
/// Says why no account can be created in the domain: a lower-case fragment, or `None` where the
/// domains could not be read.
pub(crate) fn usable(
    view: &View<'_>,
    draft: &Draft,
    domain: &DomainName,
) -> Result<Option<Address>, Option<String>> {
    let Reading::Known(found) = &view.observed.domains else { return Err(None) };
    let address = Address::Domain(domain.clone());
    match found.get(domain) {
        Some(found) if found.verified && found.managed => Ok(None),
        Some(found) if found.verified => Err(Some(format!("the domain {domain} is federated"))),
        _ if draft.makes(&address) => Ok(Some(address)),
        Some(_) => Err(Some(format!("the domain {domain} is not verified"))),
        None => Err(Some(format!("the tenant has no domain {domain}"))),
    }
}

fn existing_domain(
    view: &View<'_>,
    draft: &mut Draft,
    domain: &DesiredDomain,
    found: &ObservedDomain,
) {
    let address = Address::Domain(domain.name.clone());
    let name = &domain.name;
    if found.verified && found.managed {
        draft.unchanged += 1;
    } else if found.verified {
        let message = format!("the domain {name} is federated");
        let help = "JIT accounts need a managed domain: declare another, such as the tenant's \
                    *.onmicrosoft.com domain";
        draft.say(
            Diagnostic::error("plan::domain-federated", &address, message)
                .help(help)
                .at(&domain.origin),
        );
    } else if domain.manage && view.desired.state != TenantState::Offboarding {
        let record = found.verification_record.as_deref();
        draft.say(waiting(&address, domain, record));
        let change = Change {
            action: ChangeAction::Update,
            reason: Reason::Unverified,
            risk: Risk::Low,
            attributes: vec![Attribute::new("/isVerified", json!(false), json!(true))],
            steps: vec![Step::verify_domain(name)],
            ..Change::blank(&address, Some(&domain.origin))
        };
        draft.change(change);
    } else {
        let message = format!("the domain {name} is not verified");
        let help = "verify it in the admin center, or say `manage: true`";
        draft.say(
            Diagnostic::error("plan::domain-unverified", &address, message)
                .help(help)
                .at(&domain.origin),
        );
    }
}

fn missing_domain(view: &View<'_>, draft: &mut Draft, domain: &DesiredDomain) {
    let address = Address::Domain(domain.name.clone());
    if domain.manage && view.desired.state != TenantState::Offboarding {
        let change = Change {
            action: ChangeAction::Create,
            reason: Reason::Missing,
            risk: Risk::Medium,
            attributes: vec![
                Attribute::new("/id", Value::Null, json!(domain.name)),
                Attribute::new("/isVerified", Value::Null, json!(true)),
            ],
            steps: vec![Step::create_domain(&domain.name), Step::verify_domain(&domain.name)],
            ..Change::blank(&address, Some(&domain.origin))
        };
        draft.change(change);
    } else {
        let message = format!("the tenant has no domain {}", domain.name);
        let help = "correct its name, add it in the admin center, or say `manage: true`";
        draft.say(
            Diagnostic::error("plan::domain-missing", &address, message)
                .help(help)
                .at(&domain.origin),
        );
    }
}

fn waiting(address: &Address, domain: &DesiredDomain, record: Option<&str>) -> Diagnostic {
    let name = &domain.name;
    let diagnostic = Diagnostic::note(
        "plan::domain-unverified",
        address,
        format!("the domain {name} waits for its DNS record"),
    );
    let help = match record {
        Some(text) => format!("publish the TXT record `{text}` at {name}"),
        None => format!("publish the TXT record that the tenant gives for {name}"),
    };
    diagnostic.help(help).at(&domain.origin)
}
