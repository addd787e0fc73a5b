//! Passwords nobody has ever seen.

use rand::{TryRng, rngs::SysRng};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The characters a password is made of: 64, so that six random bits choose one without bias.
/// Four classes are in it, and nothing that a form, a shell or a person would trip over.
const ALPHABET: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.+=!#";
/// How many characters a password has: 32 × 6 = 192 bits.
const LENGTH: usize = 32;

/// A random password of 192 bits with at least three of Entra ID's four character classes.
///
/// It can neither be shown nor copied, and its memory is overwritten when it is dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

/// Tells that the operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoRandomness;

impl Password {
    /// Draws a password from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// Fails where the operating system gives none; then nothing weaker is used instead.
    pub fn generate() -> Result<Self, NoRandomness> {
        Self::generate_without(&[])
    }

    /// Draws a password that holds none of these names, whatever their case: a directory may refuse
    /// one that holds a name of its user or organization. Names of one or two characters say
    /// nothing and are not looked for.
    ///
    /// # Errors
    ///
    /// As [`Self::generate`].
    pub fn generate_without(names: &[&str]) -> Result<Self, NoRandomness> {
        let names: Vec<String> = names
            .iter()
            .filter(|name| name.chars().count() > 2)
            .map(|name| name.to_ascii_lowercase())
            .collect();
        loop {
            let password =
                Self::draw(|bytes| SysRng.try_fill_bytes(bytes).map_err(|_| NoRandomness))?;
            // Entra ID asks for three of four classes; drawing again keeps all others equally likely.
            if classes(&password.0) >= 3 && !password.holds(&names) {
                return Ok(password);
            }
        }
    }

    fn holds(&self, names: &[String]) -> bool {
        let text = Zeroizing::new(self.0.to_ascii_lowercase());
        names.iter().any(|name| text.contains(name.as_str()))
    }

    /// Returns the text, for the one request that sets it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Hands the text on without a copy.
    pub(super) fn into_text(mut self) -> String {
        std::mem::take(&mut self.0)
    }

    fn draw(
        fill: impl FnOnce(&mut [u8]) -> Result<(), NoRandomness>,
    ) -> Result<Self, NoRandomness> {
        let mut bytes = [0_u8; LENGTH];
        fill(&mut bytes)?;
        let mut text = String::with_capacity(LENGTH);
        // 64 divides 256, so the remainder of a uniform byte is uniform.
        text.extend(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)])));
        bytes.zeroize();
        Ok(Self(text))
    }
}

/// Counts which of lower case, upper case, digits and symbols a text has.
fn classes(text: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| c.is_ascii_punctuation(),
    ];
    tests.iter().filter(|test| text.chars().any(**test)).count()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{ALPHABET, LENGTH, NoRandomness, Password, classes};

    #[test]
    fn the_alphabet_is_64_different_characters_of_four_classes() {
        assert_eq!(ALPHABET.iter().collect::<BTreeSet<_>>().len(), 64);
        assert_eq!(classes(std::str::from_utf8(ALPHABET).unwrap()), 4);
    }

    #[test]
    fn passwords_are_long_varied_and_never_repeat() {
        let made: BTreeSet<String> =
            (0..1000).map(|_| Password::generate().unwrap().expose().to_owned()).collect();
        assert_eq!(made.len(), 1000);
        assert!(made.iter().all(|text| text.len() == LENGTH && classes(text) >= 3));
    }

    #[test]
    fn every_byte_chooses_with_equal_chance() {
        let mut counts = BTreeMap::new();
        for byte in 0..=u8::MAX {
            let drawn = Password::draw(|bytes| {
                bytes.fill(byte);
                Ok(())
            });
            *counts.entry(drawn.unwrap().expose().as_bytes()[0]).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 64);
        assert!(counts.values().all(|count| *count == 4));
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        let password = Password("xxALICExx".to_owned());
        assert!(password.holds(&["bob".to_owned(), "alice".to_owned()]));
        assert!(!password.holds(&["bob".to_owned()]));
        // Of three letters each, so that an unchecked password would hold one soon.
        let letters = b"abcdefghijkmnopqrstuvwxyz";
        let names: Vec<String> = letters
            .iter()
            .flat_map(|one| letters.iter().map(move |two| [*one, *two, *one]))
            .map(|name| String::from_utf8(name.to_vec()).unwrap())
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for _ in 0..200 {
            let password = Password::generate_without(&names).unwrap();
            let lower = password.expose().to_ascii_lowercase();
            assert!(!names.iter().any(|name| lower.contains(name)));
        }
        assert!(Password::generate_without(&["a", "b-"]).is_ok(), "short names say nothing");
    }

    #[test]
    fn without_randomness_there_is_no_password() {
        assert!(Password::draw(|_| Err(NoRandomness)).is_err());
    }
}
