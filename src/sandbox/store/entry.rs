//! The lines of the state's file.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Mutation, Tenant};

/// The version of the form written here; another one is refused.
pub(crate) const VERSION: u32 = 1;

/// One line.
///
/// Lines of tenants begin with `{"tenant":"{guid}"`, so that they can be sorted by tenant without
/// being parsed: a state of a thousand tenants opens as fast as its bytes can be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// The tenant the line is about; `None` for what belongs to the whole sandbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tenant: Option<Uuid>,
    /// What it says.
    #[serde(flatten)]
    pub(crate) content: Content,
}

/// What a line says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Content {
    /// The first line: the version of the form.
    Version(u32),
    /// The kept offset of the clock in milliseconds.
    Clock(i64),
    /// Keys that later starts use again.
    Keys(Keys),
    /// A tenant's whole state; what came before of it no longer counts.
    Snapshot(Tenant),
    /// Changes to a tenant, all of one answered request.
    Changes(Vec<Mutation>),
}

/// Keys that outlive the process, as PEM.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Keys {
    /// The throw-away authority's certificate.
    pub(crate) authority_certificate: String,
    /// Its private key.
    pub(crate) authority_key: String,
    /// The private key that signs access tokens; empty until one was made.
    #[serde(default)]
    pub(crate) signing_key: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys")
    }
}

impl Entry {
    /// Makes a line about the whole sandbox.
    pub(crate) fn general(content: Content) -> Self {
        Self { tenant: None, content }
    }

    /// Makes a line about a tenant.
    pub(crate) fn of(tenant: Uuid, content: Content) -> Self {
        Self { tenant: Some(tenant), content }
    }

    /// Writes the line, with its newline.
    pub(crate) fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// Reads the tenant a line is about from its first bytes.
pub(crate) fn tenant_of(line: &str) -> Option<Uuid> {
    line.strip_prefix(r#"{"tenant":""#)?.get(..36)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_its_tenant_without_being_parsed() {
        let id = Uuid::from_u128(7);
        let line = Entry::of(id, Content::Changes(Vec::new())).to_line();
        let text = std::str::from_utf8(&line).unwrap();
        assert_eq!(tenant_of(text), Some(id));
        assert!(text.ends_with('\n') && text.matches('\n').count() == 1);
        assert_eq!(tenant_of(r#"{"clock":3}"#), None);
        let read: Entry = serde_json::from_str(text).unwrap();
        assert_eq!(read.tenant, Some(id));
    }
}
