//! What a group may be, and which groups' members may be written.

use serde_json::{Map, Value};

use crate::sandbox::directory::body;
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::directory::permission::ROLE_GATE;
use crate::sandbox::directory::privilege;
use crate::sandbox::odata::facts::GROUP;
use crate::sandbox::store::{Table, Tenant};

/// Tells whether a group's row or body is of a type such as `DynamicMembership`.
pub(in super::super) fn is_type(types: Option<&Value>, name: &str) -> bool {
    types.and_then(Value::as_array).into_iter().flatten().any(|found| found.as_str() == Some(name))
}

/// Checks what a new group wants to be.
pub(super) fn check_new(context: &Context<'_>, body: &Map<String, Value>) -> Result<(), Failure> {
    let label = GROUP.label;
    let display_name = body::required(body, "displayName", label)?;
    if display_name.chars().count() > 256 {
        return Err(Failure::invalid("displayName", label));
    }
    let flag = |name| {
        body.get(name).and_then(Value::as_bool).ok_or_else(|| Failure::required(name, label))
    };
    let (is_mail, is_security) = (flag("mailEnabled")?, flag("securityEnabled")?);
    check_nickname(context.tenant, body::required(body, "mailNickname", label)?, is_mail)?;
    let is_unified = is_type(body.get("groupTypes"), "Unified");
    let is_dynamic = is_type(body.get("groupTypes"), "DynamicMembership");
    if is_mail != is_unified || !is_mail && !is_security {
        return Err(Failure::bad(
            "The service does not currently support writes of mail-enabled groups. Please ensure that the \
             mail-enablement property is unset and the security-enablement property is set.",
        ));
    }
    if is_dynamic
        && (!licences::has_p1(context.tenant) || body::text(body, "membershipRule").is_none())
    {
        return Err(Failure::invalid("membershipRule", label));
    }
    if body.get("isAssignableToRole") == Some(&Value::Bool(true)) {
        check_role_assignable(context, is_security, is_dynamic)?;
    }
    check_unique_name(context.tenant, body)
}

fn check_role_assignable(
    context: &Context<'_>,
    is_security: bool,
    is_dynamic: bool,
) -> Result<(), Failure> {
    context.require(ROLE_GATE)?;
    if !licences::has_p1(context.tenant) {
        return Err(Failure::bad(
            "The tenant needs a Microsoft Entra ID P1 license for role-assignable groups.",
        ));
    }
    if !is_security || is_dynamic {
        return Err(Failure::invalid("isAssignableToRole", GROUP.label));
    }
    Ok(())
}

/// Mail nicknames are unique among groups with mail only.
fn check_nickname(tenant: &Tenant, nickname: &str, is_mail: bool) -> Result<(), Failure> {
    let is_allowed = |c: char| c.is_ascii_graphic() && !"@()\\[]\";:<>,".contains(c);
    if !(1..=64).contains(&nickname.len()) || !nickname.chars().all(is_allowed) {
        return Err(Failure::invalid("mailNickname", GROUP.label));
    }
    let is_taken = is_mail
        && tenant.rows(Table::Groups).any(|(_, row)| {
            is_true(row, "mailEnabled") && text(row, "mailNickname").eq_ignore_ascii_case(nickname)
        });
    if is_taken { Err(Failure::taken("mailNickname")) } else { Ok(()) }
}

fn check_unique_name(tenant: &Tenant, body: &Map<String, Value>) -> Result<(), Failure> {
    let Some(name) = body::text(body, "uniqueName") else {
        return Ok(());
    };
    if name.is_empty() || name.chars().count() > 128 {
        return Err(Failure::invalid("uniqueName", GROUP.label));
    }
    let is_taken = tenant
        .rows(Table::Groups)
        .any(|(_, row)| text(row, "uniqueName").eq_ignore_ascii_case(name));
    if is_taken { Err(Failure::taken("uniqueName")) } else { Ok(()) }
}

/// Requires that a group may be written at all: not synchronised, not restricted, and, where it
/// can hold roles, with the permission that takes.
pub(super) fn require_writable(context: &Context<'_>, id: &str) -> Result<(), Failure> {
    let group = context.tenant.get(Table::Groups, id).ok_or_else(|| Failure::missing(id))?;
    privilege::require_for_group(context, id)?;
    privilege::require_unrestricted(context, id)?;
    if is_true(group, "onPremisesSyncEnabled") { Err(Failure::synced()) } else { Ok(()) }
}

/// Requires that a group's members may be written through Graph.
pub(super) fn require_open_members(context: &Context<'_>, id: &str) -> Result<(), Failure> {
    require_writable(context, id)?;
    let group = context.tenant.get(Table::Groups, id).ok_or_else(|| Failure::missing(id))?;
    if is_type(group.get("groupTypes"), "DynamicMembership") {
        return Err(Failure::denied());
    }
    if is_true(group, "mailEnabled") && !is_type(group.get("groupTypes"), "Unified") {
        return Err(Failure::bad(
            "Cannot Update a mail-enabled security groups and or distribution list.",
        ));
    }
    Ok(())
}
