//! temp
#![expect(missing_docs)]
pub fn sanitize(text: &str) -> String { text.chars().map(|c| if c.is_control() {'\u{fffd}'} else {c}).collect() }
