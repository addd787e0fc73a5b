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
    let two = "until two later ones were replaced";
    let kept = match kept_until {
        Some(end) => format!("kept until {end} and {two}"),
        None => format!("kept for 90 days after it is replaced, and {two}"),
    };
    match state {
        VersionState::Previous => {
            format!("{key} still opens {rotation}, which is not in force any more: {kept}")
        }
        _ => format!(
            "{key} still opens {rotation}, which may be in force until a rotation replaces it; it is \
             {kept}"
        ),
    }
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
        let kept_until = "2027-02-21T09:00:00Z".parse().ok();
        let still = |state| StillOpens {
            key: "age1old".to_owned(),
            rotation: "000001-1f3a9c2b".parse().unwrap(),
            state,
            kept_until,
        };
        let keys = KeyChange {
            added: vec!["age1new".to_owned()],
            removed: vec!["age1old".to_owned()],
            opens: vec![still(VersionState::Current), still(VersionState::Previous)],
            is_due: true,
        };
        let said = said(&keys).join("\n");
        for part in [
            "do not open it yet: age1new",
            "not declared any more: age1old",
            "age1old still opens 000001-1f3a9c2b, which may be in force until a rotation",
            "not in force any more: kept until 2027-02-21",
        ] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
    }
}
