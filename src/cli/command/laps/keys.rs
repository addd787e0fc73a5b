//! Which keys open the passwords of an account, which shall, and what removed ones still open.

use serde_json::{Value, json};

use crate::{
    observed::VersionState,
    plan::rotation::{KeyChange, StillOpens},
};

/// Says how the keys changed; nothing where they did not.
pub(super) fn said(keys: &KeyChange) -> Vec<String> {
    let list = |what: &str, keys: &[String]| {
        (!keys.is_empty()).then(|| format!("{what}: {}", keys.join(", ")))
    };
    let added = list("keys that are declared and do not open it yet", &keys.added);
    let removed = list("keys that are not declared any more", &keys.removed);
    added.into_iter().chain(removed).chain(keys.opens.iter().map(opens)).collect()
}

fn opens(still: &StillOpens) -> String {
    let StillOpens { key, rotation, state, kept_until } = still;
    let what = match state {
        VersionState::Current => "the version that was last proved",
        VersionState::Previous => "a version from before",
        _ => "a version that may be in force",
    };
    let until = match kept_until {
        Some(at) => format!("kept until {at} and until two later ones were replaced"),
        None => "until a rotation replaces it".to_owned(),
    };
    format!("{key} still opens {rotation}, {what}: {until}")
}

/// Renders it for programs.
pub(super) fn json(keys: &KeyChange) -> Value {
    let opens = keys.opens.iter().map(|still| {
        json!({
            "key": still.key,
            "rotation": still.rotation,
            "state": still.state,
            "keptUntil": still.kept_until,
        })
    });
    json!({
        "rotationDue": keys.is_due,
        "added": keys.added,
        "removed": keys.removed,
        "removedKeysOpen": opens.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::said;
    use crate::{
        observed::VersionState,
        plan::rotation::{KeyChange, StillOpens},
    };

    #[test]
    fn a_change_of_keys_is_told_in_plain_words() {
        assert!(said(&KeyChange::default()).is_empty());
        let still = |state, kept_until| StillOpens {
            key: "age1old".to_owned(),
            rotation: "000001-1f3a9c2b".parse().unwrap(),
            state,
            kept_until,
        };
        let at = "2027-02-21T09:00:00Z".parse().ok();
        let keys = KeyChange {
            added: vec!["age1new".to_owned()],
            removed: vec!["age1old".to_owned()],
            opens: vec![still(VersionState::Current, None), still(VersionState::Previous, at)],
            is_due: true,
        };
        let said = said(&keys).join("\n");
        for part in [
            "do not open it yet: age1new",
            "not declared any more: age1old",
            "age1old still opens 000001-1f3a9c2b, the version that was last proved: until a rotation",
            "from before: kept until 2027-02-21",
        ] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
    }
}
