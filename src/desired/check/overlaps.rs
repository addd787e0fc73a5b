//! One technician has one window in a tenant at a time.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    desired::{context::Context, grant_file::GrantFile},
    domain::{GrantId, TechnicianId, TenantName},
    source::{Code, Loc, Problem},
};

/// A grant's window: when it begins and ends, whose it is, and where its start is written.
type Open<'a> = (Timestamp, Timestamp, &'a GrantId, Loc);

/// Warns of grants that give one technician overlapping windows in one tenant. Only grants that
/// say both when and for how long are looked at, and none that has ended.
pub(in crate::desired) fn check(
    grants: &[GrantFile],
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) {
    let mut windows: BTreeMap<(&TechnicianId, &TenantName), Vec<Open<'_>>> = BTreeMap::new();
    for grant in grants {
        let (Some(id), Some(spec), Some((start, end))) = (&grant.id, &grant.spec, grant.window())
        else {
            continue;
        };
        let (Some(technician), Some(at)) = (&spec.technician, &spec.start) else { continue };
        if end <= context.now {
            continue;
        }
        for tenant in spec.tenants.iter().flat_map(|tenants| &tenants.value) {
            let key = (&technician.value, &tenant.value);
            windows.entry(key).or_default().push((start, end, id, at.at));
        }
    }
    for ((technician, tenant), mut windows) in windows {
        windows.sort_unstable_by_key(|(start, _, id, _)| (*start, *id));
        let mut latest: Option<Open<'_>> = None;
        for window in windows {
            let open = latest.filter(|(_, end, id, _)| window.0 < *end && window.2 != *id);
            problems.extend(open.map(|open| overlap((technician, tenant), open, window, context)));
            if latest.is_none_or(|latest| latest.1 < window.1) {
                latest = Some(window);
            }
        }
    }
}

fn overlap(
    (technician, tenant): (&TechnicianId, &TenantName),
    (_, end, first, first_at): Open<'_>,
    (_, _, second, second_at): Open<'_>,
    context: &Context<'_>,
) -> Problem {
    let message = format!(
        "the grants `{first}` and `{second}` give `{technician}` overlapping windows in `{tenant}`"
    );
    Problem::warning(Code::OverlappingGrants, message)
        .label(context.place(second_at), format!("`{first}` is open until {end}"))
        .label(context.place(first_at), "begins first")
        .help("an account has one window at a time: keep one of the grants, or let the second begin when the first ends")
}
