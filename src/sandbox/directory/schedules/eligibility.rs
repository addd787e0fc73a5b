//! `roleEligibilitySchedules` and `roleEligibilityScheduleInstances`, for reading. They lie in the
//! tenant's settings under `roleEligibilitySchedules/{id}`.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::reading::{is_alive, named};
use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::roles::{assignment_id, window};
use crate::sandbox::odata::facts::{
    UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// How the rows of the tenant's settings that hold eligibilities begin.
pub(in super::super) const PREFIX: &str = "roleEligibilitySchedules/";
const SCHEDULES: &str = "roleManagement/directory/roleEligibilitySchedules";
const INSTANCES: &str = "roleManagement/directory/roleEligibilityScheduleInstances";

fn schedules(context: &Context<'_>) -> Vec<Value> {
    let rows = context.tenant.rows_under(Table::Settings, PREFIX).map(|(_, row)| row);
    rows.filter(|row| is_alive(row, context.now)).cloned().collect()
}

fn instances(context: &Context<'_>) -> Vec<Value> {
    let rows = schedules(context).into_iter().filter(|row| window(row).0 <= context.now);
    rows.map(|row| {
        let (role, principal, scope) = (
            text(&row, "roleDefinitionId"),
            text(&row, "principalId"),
            text(&row, "directoryScopeId"),
        );
        let (start, end) = window(&row);
        json!({
            "id": format!("{}-e", assignment_id(role, principal, scope)),
            "appScopeId": null,
            "directoryScopeId": scope,
            "endDateTime": end.map(moment),
            "memberType": "Direct",
            "principalId": principal,
            "roleDefinitionId": role,
            "roleEligibilityScheduleId": row["id"],
            "startDateTime": moment(start),
        })
    })
    .collect()
}

pub(super) fn list_schedules(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = schedules(context).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing { entity: &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, name: SCHEDULES.to_owned(), items },
    )
}

pub(super) fn get_schedule(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, schedules(context))?;
    one(context, &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, SCHEDULES, &found)
}

pub(super) fn list_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = instances(context).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing {
            entity: &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE,
            name: INSTANCES.to_owned(),
            items,
        },
    )
}

pub(super) fn get_instance(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, instances(context))?;
    one(context, &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE, INSTANCES, &found)
}
