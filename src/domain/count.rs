//! Numbers of things, for people.

/// Returns `1 tenant`, `2 tenants`, `1,204 tenants`, for words that take an `s`.
#[must_use]
pub fn counted(number: impl TryInto<usize>, one: &str) -> String {
    let number = number.try_into().unwrap_or(usize::MAX);
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(number))
}

/// Writes a number with its thousands apart: `1,204`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped};

    #[test]
    fn numbers_are_grouped_and_words_agree_with_them() {
        let cases = [(0, "0"), (999, "999"), (1_204, "1,204"), (1_000_000, "1,000,000")];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
        let cases = [(0_u64, "0 tenants"), (1, "1 tenant"), (1_204, "1,204 tenants")];
        for (number, text) in cases {
            assert_eq!(counted(number, "tenant"), text);
        }
    }
}
