//! Finding a secret in what was said, however it is written: plain, base64, URL-escaped.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;

use crate::support::Served;

/// How many characters a password of ours has.
const PASSWORD: usize = 32;
/// What is shorter than this is no password that anybody would set.
const SHORTEST: usize = 12;

/// Returns the forms in which a secret of 12 characters and more could be written.
pub(crate) fn spellings(secret: &str) -> Vec<String> {
    let mut spellings =
        vec![secret.to_owned(), utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string()];
    spellings.push(secret.replace('"', "\\\""));
    // base64 of a text inside another begins at one of three offsets: the middle is what they share.
    for padding in ["", "x", "xy"] {
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(format!("{padding}{secret}"));
            spellings.push(encoded[4..encoded.len() - 6].to_owned());
        }
    }
    spellings
}

/// Returns what in a text could be a password: every run of its characters, every stretch of a
/// password's length in a longer run, and the same of what is base64 or URL-escaped.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(text, &mut found);
    collect(&percent_decode_str(text).decode_utf8_lossy(), &mut found);
    let encoded = |c: char| !(c.is_ascii_alphanumeric() || "+/-_".contains(c));
    let runs: BTreeSet<&str> = text.split(encoded).filter(|run| run.len() >= SHORTEST).collect();
    for run in runs {
        let plain = run.replace('-', "+").replace('_', "/");
        // The beginning of a run may be something else, such as a name before it.
        for skipped in 0..4 {
            let whole = (plain.len() - skipped) / 4 * 4;
            if let Ok(bytes) = STANDARD.decode(&plain[skipped..skipped + whole]) {
                collect(&String::from_utf8_lossy(&bytes), &mut found);
            }
            let rest = (plain.len() - skipped) % 4;
            if rest > 1
                && let Ok(bytes) = STANDARD_NO_PAD.decode(&plain[skipped..])
            {
                collect(&String::from_utf8_lossy(&bytes), &mut found);
            }
        }
    }
    found
}

fn collect(text: &str, found: &mut BTreeSet<String>) {
    let other = |c: char| !(c.is_ascii_alphanumeric() || "-_.+=!#".contains(c));
    for run in text.split(other).filter(|run| run.len() >= SHORTEST) {
        found.insert(run.to_owned());
        let stretches = run.len().saturating_sub(PASSWORD);
        found
            .extend((0..=stretches).filter_map(|at| run.get(at..at + PASSWORD)).map(str::to_owned));
    }
    // Somebody else's password can have any character in it.
    let words = text.split_whitespace().map(|word| word.trim_matches(['"', '\'', ',', ';']));
    found.extend(words.filter(|word| word.len() >= SHORTEST).map(str::to_owned));
}

/// Asks the sandbox whether any of the words is the password in force of anybody in a tenant.
pub(crate) fn is_a_password(sandbox: &Served, tenant: &str, words: &BTreeSet<String>) -> bool {
    let words: Vec<&String> = words.iter().collect();
    words.chunks(5_000).any(|some| {
        let path = format!("/tenants/{tenant}/password");
        let answer = sandbox.control("POST", &path, Some(&json!({ "password": some })));
        answer["inForce"] == true
    })
}
