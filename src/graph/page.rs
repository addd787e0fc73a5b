//! Paging: a next page is asked for only from the configured Graph.

use std::collections::BTreeSet;

use reqwest::{Method, Request, Url};
use serde_json::value::RawValue;

use super::{session::Session, wire::NextLink};
use crate::observed::Unknown;

/// The pages of a collection, or the one body of an object.
pub(super) type Reply = Result<Vec<Box<RawValue>>, Unknown>;

/// How many pages are followed: at 999 objects a page, more than a directory holds.
const MOST_PAGES: usize = 2_000;

impl Session {
    /// Follows the links behind a first page. A page that cannot be read makes the whole unknown.
    pub(super) async fn following_pages(&self, first: Box<RawValue>) -> Reply {
        let mut seen = BTreeSet::new();
        let mut link = next_link(&first)?;
        let mut pages = vec![first];
        while let Some(next) = link.take() {
            if !seen.insert(next.clone()) || pages.len() >= MOST_PAGES {
                return Err(Unknown::because("the pages do not come to an end"));
            }
            let url = pinned(&next, &self.endpoints.graph)?;
            let (_, page) = self.read(&Request::new(Method::GET, url)).await?;
            link = next_link(&page)?;
            pages.push(page);
        }
        Ok(pages)
    }
}

fn next_link(page: &RawValue) -> Result<Option<String>, Unknown> {
    let page: NextLink = serde_json::from_str(page.get())
        .map_err(|error| Unknown::because(format!("an answer is not as expected: {error}")))?;
    Ok(page.next_link)
}

/// Checks that a link leads to the configured Graph: scheme, host, port and version.
fn pinned(link: &str, graph: &str) -> Result<Url, Unknown> {
    let refuse = |why: &str| {
        Unknown::because(format!("the link to the next page {why}, so it is not followed"))
    };
    let url = Url::parse(link).map_err(|_| refuse("is no address"))?;
    let base = Url::parse(graph).map_err(|_| refuse("has nothing to be compared with"))?;
    if url.origin() != base.origin() {
        return Err(refuse("leads to another host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("holds a user name"));
    }
    if !url.path().starts_with(&format!("{}/", base.path())) {
        return Err(refuse("leads out of Graph's version"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::pinned;

    #[test]
    fn only_the_configured_graph_is_asked_for_more() {
        let graph = "https://graph.microsoft.com/v1.0";
        assert!(pinned("https://graph.microsoft.com/v1.0/users?$skiptoken=x", graph).is_ok());
        assert!(pinned("https://graph.microsoft.com:443/v1.0/users", graph).is_ok());
        for hostile in [
            "http://graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com:8443/v1.0/users",
            "https://graph.microsoft.com.evil.example/v1.0/users",
            "https://evil.example/v1.0/users?https://graph.microsoft.com/v1.0/",
            "https://graph.microsoft.com@evil.example/v1.0/users",
            "https://user@graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com/beta/users",
            "https://graph.microsoft.com/v1.0/../beta/users",
            "https://graph.microsoft.com/v1.0evil/users",
            "/v1.0/users",
            "",
        ] {
            assert!(pinned(hostile, graph).is_err(), "{hostile}");
        }
    }
}
