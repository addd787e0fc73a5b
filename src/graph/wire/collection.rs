//! Collections and their pages.

use serde::Deserialize;

/// One page of a collection.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Collection<T> {
    pub(in crate::graph) value: Vec<T>,
}

/// The link to the next page, in whatever body.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct NextLink {
    #[serde(rename = "@odata.nextLink")]
    pub(in crate::graph) next_link: Option<String>,
}
