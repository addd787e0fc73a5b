//! A tenant's policies.

use jiff::Span;
use serde_json::{Value, json};

use super::plant::{Bed, SeedError};
use super::plant_roles::role_id;
use super::rows;
use super::spec::SeedTenant;
use super::spec_policies::{SeedPassPolicy, SeedRules};
use crate::sandbox::store::Table;

/// Plants the policies that differ from the default.
pub(super) fn policies(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    if let Some(policy) = &seed.temporary_access_pass {
        let row = pass_policy(bed, policy)?;
        bed.tenant.put(Table::Settings, "temporaryAccessPass", row);
    }
    for (name, rules) in &seed.role_policies {
        let at = format!("rolePolicies/{name}");
        let role = role_id(bed, &at, name)?;
        let row = rules_row(bed, &at, rules)?;
        bed.put(Table::Settings, format!("roleManagementPolicies/{role}"), row)?;
    }
    for (name, rules) in &seed.group_policies {
        let at = format!("groupPolicies/{name}");
        let (group, kind) = bed.find(&at, name)?;
        if kind != rows::GROUP {
            return Err(bed.error(&at, format!("`{name}` is no group")));
        }
        let row = rules_row(bed, &at, rules)?;
        bed.put(Table::Settings, format!("roleManagementPolicies/{group}"), row)?;
    }
    Ok(())
}

fn pass_policy(bed: &Bed, policy: &SeedPassPolicy) -> Result<Value, SeedError> {
    let at = "temporaryAccessPass";
    let (shortest, longest) = (policy.minimum_minutes, policy.maximum_minutes);
    let usual = policy.default_minutes.unwrap_or(shortest);
    if !(10..=43_200).contains(&shortest)
        || !(shortest..=43_200).contains(&longest)
        || !(shortest..=longest).contains(&usual)
    {
        return Err(
            bed.error(at, "10 <= minimumMinutes <= defaultMinutes <= maximumMinutes <= 43200")
        );
    }
    if !(8..=48).contains(&policy.length) {
        return Err(bed.error(at, "a pass has 8 to 48 characters"));
    }
    let included = match &policy.users {
        None => vec![json!({
            "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
        })],
        Some(names) => targets(bed, at, names)?
            .into_iter()
            .map(|mut target| {
                target["isRegistrationRequired"] = json!(false);
                target
            })
            .collect(),
    };
    Ok(json!({
        "id": "TemporaryAccessPass",
        "state": if policy.enabled { "enabled" } else { "disabled" },
        "defaultLength": policy.length,
        "defaultLifetimeInMinutes": usual,
        "isUsableOnce": policy.one_time,
        "maximumLifetimeInMinutes": longest,
        "minimumLifetimeInMinutes": shortest,
        "includeTargets": included,
        "excludeTargets": targets(bed, at, &policy.except)?,
    }))
}

fn targets(bed: &Bed, at: &str, names: &[String]) -> Result<Vec<Value>, SeedError> {
    let target = |name: &String| {
        let (id, kind) = bed.find(at, name)?;
        let kind = if kind == rows::GROUP { "group" } else { "user" };
        Ok(json!({ "targetType": kind, "id": id }))
    };
    names.iter().map(target).collect()
}

fn rules_row(bed: &Bed, at: &str, rules: &SeedRules) -> Result<Value, SeedError> {
    if let Some(duration) = &rules.maximum_duration
        && duration.parse::<Span>().map_or(true, |span| !span.is_positive())
    {
        return Err(bed.error(at, format!("`{duration}` is no ISO 8601 duration")));
    }
    let is_required = rules.expiration_required.unwrap_or(rules.maximum_duration.is_some());
    let mut row = json!({ "isExpirationRequired": is_required });
    if let Some(duration) = &rules.maximum_duration {
        row["maximumDuration"] = json!(duration);
    }
    if let Some(enabled) = &rules.enabled_rules {
        row["enabledRules"] = enabled.iter().map(|rule| rule.name()).collect();
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use serde_json::from_value;

    use super::*;
    use crate::sandbox::seed::plant;
    use crate::sandbox::store::Tenant;

    fn planted(policies: &Value) -> Result<Tenant, SeedError> {
        let mut seed = json!({
            "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "Contoso",
            "users": [{ "userPrincipalName": "ann@contoso.onmicrosoft.com" }],
            "groups": [{ "displayName": "Helpdesk" }],
        });
        for (name, value) in policies.as_object().unwrap() {
            seed[name] = value.clone();
        }
        let seed: SeedTenant = from_value(seed).unwrap();
        plant(&seed, jiff::Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn policies_become_settings() {
        let tenant = planted(&json!({
            "temporaryAccessPass": {
                "users": ["Helpdesk"], "except": ["ann@contoso.onmicrosoft.com"],
                "minimumMinutes": 30, "maximumMinutes": 120, "oneTime": true,
            },
            "rolePolicies": { "Global Reader": { "maximumDuration": "PT8H", "enabledRules": ["Ticketing"] } },
            "groupPolicies": { "Helpdesk": { "expirationRequired": true } },
        }))
        .unwrap();
        let pass = tenant.get(Table::Settings, "temporaryAccessPass").unwrap();
        assert_eq!(
            (&pass["defaultLifetimeInMinutes"], &pass["isUsableOnce"]),
            (&json!(30), &json!(true))
        );
        assert_eq!(pass["includeTargets"][0]["targetType"], "group");
        assert_eq!(pass["excludeTargets"][0]["targetType"], "user");
        let rules: Vec<_> = tenant.rows_under(Table::Settings, "roleManagementPolicies/").collect();
        let reader = "roleManagementPolicies/f2ef992c-3afb-46b9-b7cf-a126ee74c451";
        let of_reader = rules.iter().find(|(key, _)| *key == reader).unwrap().1;
        assert_eq!(
            of_reader,
            &json!({
                "isExpirationRequired": true, "maximumDuration": "PT8H", "enabledRules": ["Ticketing"],
            })
        );
        assert_eq!(rules.len(), 2);
    }

    #[test]
    fn what_cannot_be_a_policy_is_refused() {
        for policies in [
            json!({ "temporaryAccessPass": { "minimumMinutes": 9 } }),
            json!({ "temporaryAccessPass": { "minimumMinutes": 600 } }),
            json!({ "temporaryAccessPass": { "length": 7 } }),
            json!({ "temporaryAccessPass": { "users": ["nobody"] } }),
            json!({ "rolePolicies": { "Nobody": {} } }),
            json!({ "rolePolicies": { "Global Reader": { "maximumDuration": "8 hours long" } } }),
            json!({ "groupPolicies": { "ann@contoso.onmicrosoft.com": {} } }),
        ] {
            assert!(planted(&policies).is_err(), "{policies}");
        }
    }
}
