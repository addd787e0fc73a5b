//! A query that the service refuses.

/// Why a query is refused; always answered with status 400.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Graph's error code.
    pub code: &'static str,
    /// Graph's message.
    pub message: String,
}

impl Problem {
    /// Refuses what `OData` itself cannot read.
    #[must_use]
    pub fn malformed(message: impl Into<String>) -> Self {
        Self { code: "BadRequest", message: message.into() }
    }

    /// Refuses what is well formed and not supported by the directory.
    #[must_use]
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self { code: "Request_UnsupportedQuery", message: message.into() }
    }

    /// Refuses an operator that needs an advanced query.
    #[must_use]
    pub fn needs_advanced(operator: &str) -> Self {
        Self::unsupported(format!(
            "Operator '{operator}' is not supported because the required parameters might be missing. \
             Try adding $count=true query parameter and ConsistencyLevel:eventual header. Refer to \
             https://aka.ms/graph-docs/advanced-queries for more information"
        ))
    }

    /// Refuses a name that the type does not have.
    #[must_use]
    pub fn unknown_property(clause: &str, name: &str, entity: &str) -> Self {
        Self::malformed(format!(
            "{clause}: Could not find a property named '{name}' on type 'microsoft.graph.{entity}'."
        ))
    }

    /// Refuses a filter that the property does not support.
    #[must_use]
    pub fn unfilterable(property: &str, label: &str) -> Self {
        Self::unsupported(format!(
            "Unsupported or invalid query filter clause specified for property '{property}' of resource '{label}'."
        ))
    }
}
