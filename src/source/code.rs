//! The one table of problem codes.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)*) => {
        /// The stable name of a kind of problem, documented in `docs/diagnostics.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the code as it is printed, such as `config::unknown-key`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => concat!("config::", $code),)* }
            }

            /// Returns what the code means, in one line.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_start(),)* }
            }
        }
    };
}

codes! {
    /// The folder holds no `tenantry.yaml`.
    MissingOrganizationFile = "missing-organization-file",
    /// A file or folder could not be read.
    UnreadableFile = "unreadable-file",
    /// A file ends in `.yml`, which tenantry does not read.
    WrongExtension = "wrong-extension",
    /// A link leads out of the configuration's folder.
    OutsideFolder = "outside-folder",
    /// A file is larger than 1 MiB.
    TooLarge = "too-large",
    /// A file is not UTF-8 text.
    NotUtf8 = "not-utf8",
    /// A file is not well-formed YAML.
    YamlSyntax = "yaml-syntax",
    /// A file nests too deep, holds too many values, aliases or mistakes.
    TooComplex = "too-complex",
    /// A file holds more than one YAML document.
    SeveralDocuments = "several-documents",
    /// A file uses the merge key `<<`.
    MergeKey = "merge-key",
    /// Two YAML implementations read a value differently; quoting it settles what is meant.
    AmbiguousYaml = "ambiguous-yaml",
    /// A key stands twice in one mapping.
    DuplicateKey = "duplicate-key",
    /// A key that does not exist here.
    UnknownKey = "unknown-key",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A value is of the wrong type: a list where text belongs, a number without quotes.
    WrongType = "wrong-type",
    /// A value is not one of those allowed, or not of the right form.
    InvalidValue = "invalid-value",
    /// The configuration is written for another version of tenantry.
    UnsupportedVersion = "unsupported-version",
    /// A secret is written in a file; its value is not shown.
    LiteralSecret = "literal-secret",
    /// Two files declare a tenant of one name.
    DuplicateTenant = "duplicate-tenant",
    /// Two files declare one tenant id.
    DuplicateTenantId = "duplicate-tenant-id",
    /// Two technicians have one id.
    DuplicateTechnician = "duplicate-technician",
    /// A tenant declares a domain twice.
    DuplicateDomain = "duplicate-domain",
    /// A tenant declares a group twice.
    DuplicateGroup = "duplicate-group",
    /// A tenant declares two emergency accounts of one name.
    DuplicateAccount = "duplicate-account",
    /// Two accounts of a tenant have one user principal name.
    DuplicateUserPrincipalName = "duplicate-user-principal-name",
    /// The technician group `all` is built in and cannot be declared.
    ReservedGroup = "reserved-group",
    /// A profile takes another profile.
    NestedProfile = "nested-profile",
    /// A profile that is not declared.
    UnknownProfile = "unknown-profile",
    /// A technician who is not declared.
    UnknownTechnician = "unknown-technician",
    /// A technician group that no technician is in.
    UnknownTechnicianGroup = "unknown-technician-group",
    /// A store that is not declared.
    UnknownStore = "unknown-store",
    /// A tenant that is not declared.
    UnknownTenant = "unknown-tenant",
    /// A role that is not built in; it may be a custom role of the tenant (warning).
    UnknownRole = "unknown-role",
    /// A domain that the tenant does not declare under `domains`.
    UndeclaredDomain = "undeclared-domain",
    /// `disableAfter` is longer than `maximum`.
    DisableAfterExceedsMaximum = "disable-after-exceeds-maximum",
    /// A length of time is shorter than 5 minutes.
    WindowTooShort = "window-too-short",
    /// `maximum` is longer than 24 hours (warning).
    WindowTooLong = "window-too-long",
    /// A placeholder that does not exist; only `{technician}` does.
    UnknownPlaceholder = "unknown-placeholder",
    /// A user name without `{technician}` would be the same for several technicians.
    MissingPlaceholder = "missing-placeholder",
    /// A user name that Entra ID does not allow.
    IllegalUserName = "illegal-user-name",
    /// An emergency account is not on the tenant's initial domain (`*.onmicrosoft.com`).
    EmergencyAccountDomain = "emergency-account-domain",
    /// An emergency account holds another role than Global Administrator, so that guard G009 does not count it (warning).
    EmergencyAccountRole = "emergency-account-role",
    /// `rotateEvery` is shorter than 24 hours.
    RotateEveryTooShort = "rotate-every-too-short",
    /// A tenant declares fewer emergency accounts than `guards.minimumEmergencyAccounts`.
    TooFewEmergencyAccounts = "too-few-emergency-accounts",
    /// A mapping covers no active technician (warning).
    MappingCoversNobody = "mapping-covers-nobody",
    /// A mapping gives neither a role nor a group (warning).
    MappingGivesNothing = "mapping-gives-nothing",
    /// A recipient is neither an age nor an ssh-ed25519 public key.
    InvalidRecipient = "invalid-recipient",
    /// A store seals to one key alone: whoever loses it loses every password in the store (warning).
    OneRecipient = "one-recipient",
    /// A store's or the audit sink's address is not of the form `file:`, `az:`, `s3:` or `gs:`.
    InvalidStoreUrl = "invalid-store-url",
    /// A path is absolute or leads out of the configuration's folder.
    OutsidePath = "outside-path",
    /// Managed identities are not available in this version.
    ManagedIdentityNotAvailable = "managed-identity-not-available",
    /// An acknowledgement gives no reason.
    AcknowledgementWithoutReason = "acknowledgement-without-reason",
    /// An acknowledgement has expired and waives nothing any more (warning).
    AcknowledgementExpired = "acknowledgement-expired",
    /// An acknowledgement names a guard that cannot be waived.
    AcknowledgementInVain = "acknowledgement-in-vain",
    /// A grant was approved by the technician it is for.
    SelfApproved = "self-approved",
    /// A grant is longer than the technician's `maximum` in that tenant.
    GrantTooLong = "grant-too-long",
    /// A grant for a technician whom no mapping of the tenant covers.
    GrantNotCovered = "grant-not-covered",
    /// The name of a grant's file cannot be a grant's id.
    InvalidGrantName = "invalid-grant-name",
    /// A grant's file is named `adhoc-…`, which is kept for grants that the command `grant` makes.
    ReservedGrantName = "reserved-grant-name",
    /// Two grants give one technician overlapping windows in one tenant (warning).
    OverlappingGrants = "overlapping-grants",
    /// A grant for a technician without `recipients`, whose credential can be shown on a terminal only (warning).
    GrantWithoutRecipients = "grant-without-recipients",
    /// No tenant is declared, so that there is nothing to manage (warning).
    NoTenants = "no-tenants",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn the_documentation_lists_exactly_these_codes() {
        let page = include_str!("../../docs/diagnostics.md");
        let documented: Vec<&str> =
            page.lines().filter(|line| line.starts_with("| `config::")).collect();
        let expected: Vec<String> =
            Code::ALL.iter().map(|code| format!("| `{code}` | {} |", code.meaning())).collect();
        assert_eq!(documented, expected, "docs/diagnostics.md is out of step with the table");
    }
}
