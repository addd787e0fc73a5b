//! The token request's form and the client it names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::problem::Problem;

/// The parameters of a token request.
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads a form-encoded body.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self { pairs: url::form_urlencoded::parse(body).into_owned().collect() }
    }

    /// Returns a parameter that is there and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns a parameter that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Problem> {
        self.get(name).ok_or_else(|| Problem::missing(name))
    }

    /// Adds the client id and secret of an `Authorization: Basic` header where the body has none.
    pub(crate) fn add_basic(&mut self, header: Option<&str>) {
        let encoded = header.and_then(|header| header.strip_prefix("Basic "));
        let decoded = encoded.and_then(|encoded| STANDARD.decode(encoded.trim()).ok());
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((id, secret)) = text.as_deref().and_then(|text| text.split_once(':')) else {
            return;
        };
        for (name, value) in [("client_id", id), ("client_secret", secret)] {
            if self.get(name).is_none() {
                let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                self.pairs.push((name.to_owned(), value.into_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_goes_before_the_header() {
        let mut form = Form::read(b"client_id=a&scope=x%2F.default&empty=");
        form.add_basic(Some("Basic YjpzJTNBMQ=="));
        assert_eq!(form.get("client_id"), Some("a"));
        assert_eq!(form.get("client_secret"), Some("s:1"));
        assert_eq!(form.get("scope"), Some("x/.default"));
        assert!(form.need("empty").is_err());
    }
}
