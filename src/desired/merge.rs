//! Defaults < profile < tenant, key by key; a list replaces a list.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    source::Loc,
    spec::node::{Entry, Node, Value},
};

/// Keys whose mapping is one value: laid over each other, two credentials would make a third.
const WHOLE: [&str; 1] = ["credential"];

/// Tells what in the tenant's file took a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taker {
    /// Always this: the value of the `profile` key.
    Profile(Loc),
    /// The nearest key around, and this at the top of the file.
    Nearest(Loc),
}

/// Lays a tree over another. What only the lower one has is taken and remembers by what.
pub(super) fn overlay<'a>(top: &'a Node, base: &'a Node, taker: Taker) -> Node {
    let (Value::Mapping(own), Value::Mapping(others)) = (&top.value, &base.value) else {
        return top.clone();
    };
    let index = |entries: &'a [Entry]| -> BTreeMap<&'a str, &'a Node> {
        entries.iter().map(|entry| (entry.key.as_str(), &*entry.node)).collect()
    };
    let (below, above) = (index(others), index(own));
    let mut entries: Vec<Entry> = Vec::with_capacity(own.len() + others.len());
    for entry in own {
        entries.push(match below.get(entry.key.as_str()) {
            Some(other) if !WHOLE.contains(&entry.key.as_str()) => {
                let taker = match taker {
                    Taker::Nearest(_) => Taker::Nearest(entry.through.unwrap_or(entry.at)),
                    profile @ Taker::Profile(_) => profile,
                };
                Entry { node: Arc::new(overlay(&entry.node, other, taker)), ..entry.clone() }
            }
            _ => entry.clone(),
        });
    }
    let (Taker::Profile(through) | Taker::Nearest(through)) = taker;
    for other in others.iter().filter(|other| !above.contains_key(other.key.as_str())) {
        entries.push(Entry { through: Some(other.through.unwrap_or(through)), ..other.clone() });
    }
    Node { value: Value::Mapping(entries), at: top.at }
}

#[cfg(test)]
mod tests {
    use super::{Taker, overlay};
    use crate::{
        source::{FileId, FileKind, Loc, SourceFile, SourceMap, Span},
        spec::{Removed, SettingsSpec, decode, node::Node, tree},
    };

    fn node(id: u32, text: &str) -> Node {
        let file = SourceFile::new("t", FileKind::Tenant, text.to_owned());
        tree::parse(FileId(id), &file).tree.expect("YAML")
    }

    #[test]
    fn keys_are_merged_one_by_one_lists_and_credentials_whole() {
        let tenant =
            node(0, "jit: {maximum: 2h}\nauth: {credential: {federated: {}}}\ndomains: []\n");
        let profile = node(1, "jit: {maximum: 3h, disableAfter: 1h}\n");
        let defaults = node(
            2,
            "jit: {disableAfter: 30m, userName: x}\ncloud: china\nauth: {credential: {certificate: {file: c}}}\ndomains: [{name: a.b}]\n",
        );
        let loc = |offset| Loc { file: FileId(0), span: Span { offset, length: 1 } };
        let merged = overlay(&tenant, &profile, Taker::Profile(loc(90)));
        let mut merged = overlay(&merged, &defaults, Taker::Nearest(loc(80)));
        let spec: SettingsSpec =
            decode(&mut merged, &SourceMap::default(), Removed::default()).value.expect("decoded");
        let jit = spec.jit.expect("jit").value;
        let maximum = jit.maximum.expect("maximum");
        assert_eq!((maximum.to_string(), maximum.through), ("2h".into(), None));
        let after = jit.disable_after.expect("from the profile");
        assert_eq!(
            (after.to_string(), after.at.file, after.through),
            ("1h".into(), FileId(1), Some(loc(90)))
        );
        let name = jit.user_name.expect("from the defaults");
        assert_eq!((name.at.file, name.through.map(|at| at.span.offset)), (FileId(2), Some(0)));
        assert_eq!(spec.cloud.expect("from the defaults").through, Some(loc(80)));
        assert!(spec.domains.expect("own").value.is_empty());
        let credential = spec.auth.expect("auth").value.credential.expect("own");
        assert!(matches!(credential.value, crate::spec::CredentialSpec::Federated(_)));
    }
}
