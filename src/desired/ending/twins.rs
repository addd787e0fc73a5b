//! Files that declare one directory.

use std::collections::BTreeMap;

use super::{EndingTenant, Legible, fleet::Reached};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant},
    domain::{TenantId, Window},
};

/// Makes files that declare one directory safe to act on: what any of them protects is protected
/// in all, and nobody is called unmapped because one of them says nothing of it.
///
/// Of files with one and the same connection the first is kept and the others are given back:
/// each was perhaps meant for another tenant, which nobody visits then. Files with different
/// connections are all kept: the wrong ones fail to sign in, for everyone to see.
pub(super) fn reconcile(reached: &mut Vec<Reached>) -> Vec<Reached> {
    let mut of_directory: BTreeMap<TenantId, Vec<Reached>> = BTreeMap::new();
    for it in reached.drain(..) {
        of_directory.entry(it.found.tenant.id).or_default().push(it);
    }
    let mut same = Vec::new();
    for mut twins in of_directory.into_values() {
        if twins.len() > 1 {
            share(&mut twins);
        }
        let mut kept: Vec<Reached> = Vec::new();
        for twin in twins {
            let is_same = kept.iter().any(|it| is_same_connection(it, &twin));
            if is_same { same.push(twin) } else { kept.push(twin) }
        }
        reached.append(&mut kept);
    }
    reached.sort_by(|a, b| a.file.cmp(&b.file));
    same
}

fn is_same_connection(one: &Reached, other: &Reached) -> bool {
    let connection = |it: &Reached| {
        let DesiredTenant { cloud, auth, .. } = &it.found.tenant;
        (*cloud, auth.client_id, auth.credential.clone(), auth.marker_client_id)
    };
    connection(one) == connection(other)
}

/// What all of them declare together.
fn share(twins: &mut [Reached]) {
    let all = |is: fn(&Legible) -> bool| twins.iter().all(|it| is(&it.found.legible));
    let emergency_accounts = all(|legible| legible.emergency_accounts);
    let marker = all(|legible| legible.marker);
    let accounts: Vec<DesiredEmergencyAccount> =
        twins.iter().flat_map(|it| it.found.tenant.emergency_accounts.clone()).collect();
    let longest: Option<Window> =
        twins.iter().filter_map(|it| Some(it.found.tenant.jit.as_ref()?.maximum)).max();
    for EndingTenant { tenant, legible } in twins.iter_mut().map(|it| &mut it.found) {
        for account in &accounts {
            let is_known = tenant.emergency_accounts.iter().any(|own| {
                own.name == account.name && own.user_principal_name == account.user_principal_name
            });
            if !is_known {
                tenant.emergency_accounts.push(account.clone());
            }
        }
        if let (Some(jit), Some(longest)) = (&mut tenant.jit, longest) {
            jit.accounts.clear();
            jit.maximum = longest;
        }
        *legible = Legible {
            mappings: false,
            maximum: false,
            emergency_accounts,
            state: false,
            display_name: false,
            marker,
            ..*legible
        };
    }
}
