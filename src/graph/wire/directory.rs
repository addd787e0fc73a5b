//! `organization`, `domain`, `domainDnsRecord` and `administrativeUnit`.

use serde::Deserialize;

use crate::domain::ObjectId;

/// `organization`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Organization {
    pub(in crate::graph) id: String,
    pub(in crate::graph) display_name: Option<String>,
    #[serde(default)]
    pub(in crate::graph) assigned_plans: Vec<AssignedPlan>,
}

/// `assignedPlan`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct AssignedPlan {
    pub(in crate::graph) service_plan_id: Option<String>,
    pub(in crate::graph) capability_status: Option<String>,
}

/// `domain`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct Domain {
    pub(in crate::graph) id: String,
    pub(in crate::graph) authentication_type: Option<String>,
    pub(in crate::graph) is_verified: Option<bool>,
    pub(in crate::graph) is_initial: Option<bool>,
}

/// `domainDnsRecord`; only TXT records have a text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct DnsRecord {
    pub(in crate::graph) record_type: Option<String>,
    pub(in crate::graph) text: Option<String>,
}

/// `administrativeUnit`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::graph) struct AdministrativeUnit {
    pub(in crate::graph) id: ObjectId,
    pub(in crate::graph) display_name: Option<String>,
    pub(in crate::graph) is_member_management_restricted: Option<bool>,
}
