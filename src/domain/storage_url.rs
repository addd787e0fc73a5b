//! Addresses of places that keep bytes: a local folder or a container of an object store.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{object_path::check_object_path, text::Invalid};

/// The address of a place that keeps bytes under names, such as `file:secrets` or
/// `az:contosobackup/emergency`.
///
/// It never holds a credential: those come from the environment alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorageUrl(StoragePlace);

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoragePlace {
    /// `file:`: a folder, relative to the configuration's folder or absolute.
    Folder(String),
    /// `az:`: a container of Azure Blob Storage.
    Azure {
        /// The storage account.
        account: String,
        /// The container in it.
        container: String,
        /// What every name begins with, without slashes at its ends; may be empty.
        prefix: String,
    },
    /// `s3:`: a bucket of Amazon S3 or of a store that speaks its protocol.
    S3 {
        /// The bucket.
        bucket: String,
        /// What every name begins with, without slashes at its ends; may be empty.
        prefix: String,
    },
    /// `gs:`: a bucket of Google Cloud Storage.
    Google {
        /// The bucket.
        bucket: String,
        /// What every name begins with, without slashes at its ends; may be empty.
        prefix: String,
    },
}

impl StorageUrl {
    /// Returns what the address names.
    #[must_use]
    pub fn place(&self) -> &StoragePlace {
        &self.0
    }

    /// Returns whether the bytes stay on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self.0, StoragePlace::Folder(_))
    }
}

impl FromStr for StorageUrl {
    type Err = Invalid;

    /// Reads an address. Complaints never repeat the text, since people paste credentials here.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let unknown = || {
            Invalid::new(
                "this is not an address of a store: write `file:FOLDER`, `az:ACCOUNT/CONTAINER`, \
                 `s3:BUCKET` or `gs:BUCKET`",
            )
        };
        let (scheme, rest) = text.split_once(':').ok_or_else(unknown)?;
        match scheme {
            "file" => folder(rest),
            "az" => azure(remote(rest)?),
            "s3" => {
                let (bucket, prefix) = bucket(remote(rest)?, false)?;
                Ok(StoragePlace::S3 { bucket, prefix })
            }
            "gs" => {
                let (bucket, prefix) = bucket(remote(rest)?, true)?;
                Ok(StoragePlace::Google { bucket, prefix })
            }
            _ => Err(unknown()),
        }
        .map(Self)
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, prefix) = match &self.0 {
            StoragePlace::Folder(path) => (format!("file:{path}"), ""),
            StoragePlace::Azure { account, container, prefix } => {
                (format!("az:{account}/{container}"), prefix.as_str())
            }
            StoragePlace::S3 { bucket, prefix } => (format!("s3:{bucket}"), prefix.as_str()),
            StoragePlace::Google { bucket, prefix } => (format!("gs:{bucket}"), prefix.as_str()),
        };
        f.write_str(&start)?;
        if !prefix.is_empty() {
            write!(f, "/{prefix}")?;
        }
        Ok(())
    }
}

impl Serialize for StorageUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StorageUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Reads a folder. A relative one stays inside the configuration's folder; drive letters and
/// backslashes are refused everywhere, so that a configuration means the same on every machine.
fn folder(path: &str) -> Result<StoragePlace, Invalid> {
    // `file:///srv/x` is the long form of `file:/srv/x`; `file://host/x` would name another machine.
    let path = match path.strip_prefix("//") {
        Some(rest) if rest.starts_with('/') => rest,
        Some(_) => return Err(Invalid::new("a folder on another machine cannot be a store")),
        None => path,
    };
    if path.contains('\\') || path.contains(char::is_control) || path.get(1..2) == Some(":") {
        return Err(Invalid::new(
            "a folder is written with `/` between its parts, and has no drive letter",
        ));
    }
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            return Err(Invalid::new("a folder is written without `..`"));
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return Err(Invalid::new("name a folder behind `file:`, such as `file:secrets`"));
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    Ok(StoragePlace::Folder(format!("{root}{}", parts.join("/"))))
}

/// Takes the part behind the scheme of a store elsewhere: `az:a/b` and `az://a/b` are the same.
fn remote(rest: &str) -> Result<&str, Invalid> {
    if rest.contains(['?', '@', '#', '%', '&', '=']) {
        return Err(Invalid::new(
            "an address of a store holds no credentials and no options: they come from the \
             environment",
        ));
    }
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    Ok(rest.strip_suffix('/').unwrap_or(rest))
}

fn azure(rest: &str) -> Result<StoragePlace, Invalid> {
    let (account, rest) = rest.split_once('/').ok_or_else(|| {
        Invalid::new("name the storage account and the container: `az:ACCOUNT/CONTAINER`")
    })?;
    let (container, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !(3..=24).contains(&account.len()) || !account.chars().all(lower) {
        return Err(Invalid::new(
            "a storage account's name has 3 to 24 lower-case letters and digits",
        ));
    }
    let spelled = container.chars().all(|c| lower(c) || c == '-') && !container.contains("--");
    if !(3..=63).contains(&container.len())
        || !spelled
        || !container.starts_with(lower)
        || !container.ends_with(lower)
    {
        return Err(Invalid::new(
            "a container's name has 3 to 63 lower-case letters, digits and single inner hyphens",
        ));
    }
    Ok(StoragePlace::Azure {
        account: account.to_owned(),
        container: container.to_owned(),
        prefix: checked_prefix(prefix)?,
    })
}

/// Reads a bucket and a prefix; Google also knows underscores.
fn bucket(rest: &str, underscores: bool) -> Result<(String, String), Invalid> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let inner = |c: char| end(c) || c == '-' || c == '.' || (underscores && c == '_');
    if !(3..=63).contains(&bucket.len())
        || !bucket.chars().all(inner)
        || !bucket.starts_with(end)
        || !bucket.ends_with(end)
        || bucket.contains("..")
    {
        return Err(Invalid::new(
            "a bucket's name has 3 to 63 lower-case letters, digits, and inner hyphens and periods",
        ));
    }
    Ok((bucket.to_owned(), checked_prefix(prefix)?))
}

fn checked_prefix(prefix: &str) -> Result<String, Invalid> {
    if !prefix.is_empty() {
        check_object_path(prefix)?;
    }
    Ok(prefix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::StorageUrl;

    #[test]
    fn addresses_are_kept_in_one_form() {
        for (written, kept, local) in [
            ("file:secrets", "file:secrets", true),
            ("file:./a//b/", "file:a/b", true),
            ("file:/srv/tenantry", "file:/srv/tenantry", true),
            ("file:///srv/tenantry/", "file:/srv/tenantry", true),
            ("az:contosobackup/emergency", "az:contosobackup/emergency", false),
            ("az://contosobackup/emergency/", "az:contosobackup/emergency", false),
            ("az:contosobackup/emergency/a/b", "az:contosobackup/emergency/a/b", false),
            ("s3:northwind.backup", "s3:northwind.backup", false),
            ("s3://northwind-msp/tenantry", "s3:northwind-msp/tenantry", false),
            ("gs:north_wind/x", "gs:north_wind/x", false),
        ] {
            let url: StorageUrl = written.parse().expect(written);
            assert_eq!((url.to_string().as_str(), url.is_local()), (kept, local));
            assert_eq!(kept.parse::<StorageUrl>().expect(kept), url, "{kept} is its own form");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "secrets",
            "ftp://example",
            "file:",
            "file:.",
            "file:/",
            "file:../x",
            "file:a/../b",
            "file:a/..",
            "file:C:/x",
            "file:a\\b",
            "file://server/share",
            "file:a\nb",
            "az:",
            "az://container",
            "az:account",
            "az:Account/container",
            "az:ac/container",
            "az:account/co",
            "az:account/a--b",
            "az:account/-ab",
            "az:account/container/../x",
            "az:account/container//x",
            "s3:",
            "s3:ab",
            "s3:Bucket",
            "s3:a..b",
            "s3:under_score",
            "s3:bucket/.x",
            "gs:-bucket",
            "S3:bucket",
        ] {
            assert!(bad.parse::<StorageUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_credential_in_an_address_is_refused_and_not_repeated() {
        for bad in [
            "az:account/container?sig=hunter2hunter2",
            "az:hunter2hunter2@account/container",
            "s3://key:hunter2hunter2@bucket",
            "hunter2hunter2:x",
            "gs:hunter2hunter2%",
        ] {
            let complaint = bad.parse::<StorageUrl>().expect_err(bad).to_string();
            assert!(!complaint.contains("hunter2"), "{complaint}");
        }
    }
}
