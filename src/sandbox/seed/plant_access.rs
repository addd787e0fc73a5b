//! A tenant's Conditional Access policies.

use serde_json::{Value, json};

use super::plant::{Bed, SeedError};
use super::plant_roles::role_id;
use super::rows;
use super::spec::SeedTenant;
use super::spec_access::{SeedAccessPolicy, SeedRequirement};
use crate::sandbox::store::Table;

/// Plants the policies.
pub(super) fn policies(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for policy in &seed.conditional_access {
        let id = bed.id("conditionalAccess", &policy.display_name).to_string();
        let users = users(bed, policy)?;
        let row = json!({
            "id": id,
            "templateId": null,
            "displayName": policy.display_name,
            "createdDateTime": bed.long_ago,
            "modifiedDateTime": null,
            "state": policy.state.name(),
            "conditions": {
                "clientAppTypes": ["all"], "signInRiskLevels": [], "userRiskLevels": [],
                "platforms": null, "locations": null, "users": users,
                "applications": {
                    "includeApplications": ["All"], "excludeApplications": [],
                    "includeUserActions": [],
                },
            },
            "grantControls": controls(policy.require),
            "sessionControls": null,
        });
        bed.put(Table::Settings, format!("conditionalAccessPolicies/{id}"), row)?;
    }
    Ok(())
}

fn users(bed: &Bed, policy: &SeedAccessPolicy) -> Result<Value, SeedError> {
    let at = format!("conditionalAccess/{}", policy.display_name);
    let named = |names: &[String]| -> Result<(Vec<String>, Vec<String>), SeedError> {
        let (mut users, mut groups) = (Vec::new(), Vec::new());
        for name in names {
            let (id, kind) = bed.find(&at, name)?;
            if kind == rows::GROUP { &mut groups } else { &mut users }.push(id.to_string());
        }
        Ok((users, groups))
    };
    let (mut included, groups) = named(&policy.include)?;
    let (excluded, excluded_groups) = named(&policy.exclude)?;
    if policy.include.is_empty() && policy.include_roles.is_empty() {
        included.push("All".to_owned());
    }
    let roles = policy.include_roles.iter().map(|role| role_id(bed, &at, role));
    let roles: Vec<_> = roles.collect::<Result<_, _>>()?;
    Ok(json!({
        "includeUsers": included, "excludeUsers": excluded, "includeGroups": groups,
        "excludeGroups": excluded_groups, "includeRoles": roles, "excludeRoles": [],
    }))
}

/// The grant controls; the strength is the one that every tenant has.
fn controls(require: SeedRequirement) -> Value {
    let built_in: &[&str] = match require {
        SeedRequirement::Block => &["block"],
        SeedRequirement::Mfa => &["mfa"],
        SeedRequirement::PhishingResistant => &[],
    };
    let strength = (require == SeedRequirement::PhishingResistant).then(|| {
        json!({
            "id": "00000000-0000-0000-0000-000000000004",
            "displayName": "Phishing-resistant MFA",
            "description": "Phishing-resistant, passwordless methods for the strongest authentication",
            "policyType": "builtIn",
            "requirementsSatisfied": "mfa",
            "allowedCombinations": ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"],
        })
    });
    json!({
        "operator": "OR", "builtInControls": built_in, "customAuthenticationFactors": [],
        "termsOfUse": [], "authenticationStrength": strength,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::from_value;

    use super::*;
    use crate::sandbox::seed::plant;

    #[test]
    fn policies_name_people_groups_and_roles() {
        let mut seed: SeedTenant = from_value(json!({
            "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "Contoso",
            "users": [{ "userPrincipalName": "ann@contoso.onmicrosoft.com" }],
            "groups": [{ "displayName": "Helpdesk" }],
            "conditionalAccess": [
                { "displayName": "Everybody", "exclude": ["Helpdesk", "ann@contoso.onmicrosoft.com"], "require": "mfa" },
                { "displayName": "Strong", "includeRoles": ["Global Administrator"], "require": "phishingResistant" },
            ],
        }))
        .unwrap();
        let tenant = plant(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let rows: Vec<_> = tenant
            .rows_under(Table::Settings, "conditionalAccessPolicies/")
            .map(|(_, row)| row)
            .collect();
        let of = |name: &str| *rows.iter().find(|row| row["displayName"] == name).unwrap();
        let users = &of("Everybody")["conditions"]["users"];
        assert_eq!(users["includeUsers"], json!(["All"]));
        assert_eq!(
            [&users["excludeUsers"], &users["excludeGroups"]]
                .map(|it| it.as_array().unwrap().len()),
            [1, 1]
        );
        let strong = of("Strong");
        assert_eq!(strong["conditions"]["users"]["includeUsers"], json!([]));
        assert_eq!(
            strong["grantControls"]["authenticationStrength"]["allowedCombinations"][1],
            "fido2"
        );
        seed.conditional_access[0].include = vec!["nobody".to_owned()];
        assert!(plant(&seed, jiff::Timestamp::UNIX_EPOCH).is_err());
    }
}
