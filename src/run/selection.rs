//! Which tenants a run is about.

use std::collections::BTreeMap;

use crate::{
    desired::DesiredTenant,
    domain::TenantName,
    source::{nearest, suggestion},
};

/// Which tenants are asked for, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// `--tenant`: only these; empty for all.
    pub tenants: Vec<String>,
    /// `--selector key=value`: only those that bear every one of these labels.
    pub selectors: Vec<(String, String)>,
    /// `--exclude`: never these.
    pub exclude: Vec<String>,
}

/// Why a selection makes no sense; a mistake in the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A name that no tenant has.
    #[error("no tenant is called `{name}`{}", hint(help.as_deref()))]
    UnknownTenant {
        /// The name.
        name: String,
        /// Which tenant may be meant.
        help: Option<String>,
    },
    /// A label that no tenant bears.
    #[error("no tenant has the label `{key}`{}", hint(help.as_deref()))]
    UnknownLabel {
        /// The label's key.
        key: String,
        /// Which label may be meant.
        help: Option<String>,
    },
    /// Nothing is left.
    #[error("no tenant is left{}", .0)]
    Nothing(String),
}

fn hint(help: Option<&str>) -> String {
    help.map(|help| format!("; {help}")).unwrap_or_default()
}

impl Selection {
    /// Returns the selected tenants in the order of their names.
    ///
    /// # Errors
    ///
    /// Fails for every name and label that no tenant has, and where nothing is left: a run over
    /// no tenant would look like a success.
    pub fn select(
        &self,
        tenants: &BTreeMap<TenantName, DesiredTenant>,
    ) -> Result<Vec<TenantName>, Vec<SelectionError>> {
        let mut errors: Vec<SelectionError> = self.unknown_names(tenants).collect();
        errors.extend(self.unknown_labels(tenants));
        if !errors.is_empty() {
            return Err(errors);
        }
        let labelled = |tenant: &DesiredTenant| {
            self.selectors.iter().all(|(key, value)| tenant.labels.get(key) == Some(value))
        };
        let named = |list: &[String], name: &TenantName| list.iter().any(|n| n == name.as_str());
        let selected: Vec<TenantName> = tenants
            .iter()
            .filter(|(name, _)| self.tenants.is_empty() || named(&self.tenants, name))
            .filter(|(name, tenant)| labelled(tenant) && !named(&self.exclude, name))
            .map(|(name, _)| name.clone())
            .collect();
        if selected.is_empty() {
            return Err(vec![SelectionError::Nothing(self.typed())]);
        }
        Ok(selected)
    }

    fn unknown_names<'a>(
        &'a self,
        tenants: &'a BTreeMap<TenantName, DesiredTenant>,
    ) -> impl Iterator<Item = SelectionError> + 'a {
        let known = || tenants.keys().map(TenantName::as_str);
        let unknown = move |name: &&String| !known().any(|tenant| tenant == name.as_str());
        self.tenants.iter().chain(&self.exclude).filter(unknown).map(move |name| {
            SelectionError::UnknownTenant { name: name.clone(), help: suggestion(name, known()) }
        })
    }

    fn unknown_labels<'a>(
        &'a self,
        tenants: &'a BTreeMap<TenantName, DesiredTenant>,
    ) -> impl Iterator<Item = SelectionError> + 'a {
        let known = || tenants.values().flat_map(|tenant| tenant.labels.keys().map(String::as_str));
        let unknown = move |selector: &&(String, String)| !known().any(|key| key == selector.0);
        self.selectors.iter().filter(unknown).map(move |(key, _)| {
            let help = nearest(key, known()).map(|word| format!("did you mean `{word}`?"));
            SelectionError::UnknownLabel { key: key.clone(), help }
        })
    }

    /// Returns the selection as it was typed, for a message.
    fn typed(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.tenants.iter().map(|name| format!("--tenant {name}")));
        words.extend(self.selectors.iter().map(|(key, value)| format!("--selector {key}={value}")));
        words.extend(self.exclude.iter().map(|name| format!("--exclude {name}")));
        if words.is_empty() { String::new() } else { format!(" by `{}`", words.join(" ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Selection, SelectionError};
    use crate::run::town::setup;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn select(
        tenants: &[&str],
        ring: &[&str],
        exclude: &[&str],
    ) -> Result<Vec<String>, Vec<SelectionError>> {
        let selection = Selection {
            tenants: words(tenants),
            selectors: ring.iter().map(|value| ("ring".to_owned(), (*value).to_owned())).collect(),
            exclude: words(exclude),
        };
        let selected = selection.select(&setup().desired.tenants)?;
        Ok(selected.iter().map(ToString::to_string).collect())
    }

    type Row = (
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
        &'static [&'static str],
    );

    #[test]
    fn every_part_narrows_the_selection() {
        let table: [Row; 6] = [
            (&[], &[], &[], &["contoso", "fabrikam", "tailspin"]),
            (&["tailspin", "contoso"], &[], &[], &["contoso", "tailspin"]),
            (&[], &["ring-of-fabrikam"], &[], &["fabrikam"]),
            (&[], &[], &["contoso"], &["fabrikam", "tailspin"]),
            (&["contoso", "fabrikam"], &[], &["contoso"], &["fabrikam"]),
            (&["fabrikam"], &["ring-of-fabrikam"], &[], &["fabrikam"]),
        ];
        for (tenants, ring, exclude, expected) in table {
            assert_eq!(select(tenants, ring, exclude).expect("some"), expected);
        }
    }

    #[test]
    fn what_cannot_be_meant_is_an_error_with_a_suggestion() {
        let errors = select(&["contosso"], &[], &["nobody-like-this"]).expect_err("unknown");
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(texts[0], "no tenant is called `contosso`; did you mean `contoso`?");
        assert!(texts[1].starts_with("no tenant is called `nobody-like-this`"), "{}", texts[1]);
        let selection = Selection {
            selectors: vec![("rings".to_owned(), "canary".to_owned())],
            ..Selection::default()
        };
        let errors = selection.select(&setup().desired.tenants).expect_err("unknown");
        assert_eq!(errors[0].to_string(), "no tenant has the label `rings`; did you mean `ring`?");
    }

    #[test]
    fn an_empty_selection_is_an_error() {
        for errors in [
            select(&[], &["none"], &[]).expect_err("empty"),
            select(&["contoso"], &[], &["contoso"]).expect_err("empty"),
            select(&[], &["ring-of-contoso", "ring-of-fabrikam"], &[]).expect_err("empty"),
        ] {
            assert!(matches!(errors.as_slice(), [SelectionError::Nothing(_)]), "{errors:?}");
        }
    }
}
