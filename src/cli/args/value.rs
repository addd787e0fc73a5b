//! Parsers of single values.

use std::{path::PathBuf, time::Duration};

use jiff::SignedDuration;
use url::{Host, Url};

use crate::domain::{LONGEST_LINE, Window, is_line};

/// Parses a duration such as `5s`, `0s` or `PT5S`, at most an hour.
///
/// # Errors
///
/// Says what a duration looks like.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let parsed: Option<SignedDuration> = text.parse().ok();
    let length = parsed.and_then(|length| Duration::try_from(length).ok());
    length
        .filter(|length| *length <= Duration::from_hours(1))
        .ok_or_else(|| format!("`{text}` is not a duration such as 5s, at most 1h"))
}

/// Parses how old something may be, such as `15m` or `2d`.
///
/// # Errors
///
/// Says what a duration looks like.
pub(crate) fn age(text: &str) -> Result<SignedDuration, String> {
    text.parse::<Window>().map(Window::duration).map_err(|invalid| invalid.to_string())
}

/// Parses words for people: one line, without the space around it.
///
/// # Errors
///
/// Fails where nothing is said, or too much, or more than a line.
pub(crate) fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it says nothing".to_owned());
    }
    if !is_line(text) {
        return Err(format!("one line of at most {LONGEST_LINE} characters"));
    }
    Ok(text.to_owned())
}

/// Parses the path of a file to write.
///
/// # Errors
///
/// Says how to get the answer on stdout, which `-` means elsewhere.
pub(crate) fn file(text: &str) -> Result<PathBuf, String> {
    if text == "-" {
        return Err("a plan is printed on stdout with --format json".to_owned());
    }
    Ok(text.into())
}

/// Parses the origin of a server on this machine: credentials go there, so nothing else will do.
pub(super) fn loopback(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if url.scheme() != "https" || !local {
        return Err("only https on a loopback address (127.0.0.1, [::1], localhost)".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err("an origin has neither user nor query".to_owned());
    }
    Ok(url)
}

/// Parses `key=value`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err("expected key=value".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{age, duration, line, loopback, pair};

    #[test]
    fn endpoints_are_on_this_machine() {
        for good in ["https://127.0.0.1:8443", "https://localhost:1/login", "https://[::1]:8443"] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:8443",
            "https://graph.microsoft.com",
            "https://localhost.example",
            "https://10.0.0.1",
            "https://me:secret@127.0.0.1",
            "https://127.0.0.1?x=1",
            "127.0.0.1:8443",
            "",
        ] {
            assert!(loopback(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_are_read_or_refused() {
        assert_eq!(duration("0s").expect("valid").as_secs(), 0);
        assert_eq!(duration("2m").expect("valid").as_secs(), 120);
        for bad in ["", "5", "-5s", "2h", "soon"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        assert_eq!(age("2d").expect("valid").as_hours(), 48);
        assert!(age("0s").is_err() && age("soon").is_err());
        assert_eq!(line(" INC-1 ").expect("valid"), "INC-1");
        for bad in ["", "  ", "a\nb", &"x".repeat(501)] {
            assert!(line(bad).is_err(), "{bad}");
        }
        assert_eq!(pair("ring=a=b").expect("valid"), ("ring".to_owned(), "a=b".to_owned()));
        for bad in ["ring", "=canary", "ring=", ""] {
            assert!(pair(bad).is_err(), "{bad}");
        }
    }
}
