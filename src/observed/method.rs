//! Authentication methods as found: what an account can sign in with.

use std::fmt;

use jiff::Timestamp;

use crate::domain::ObjectId;

/// Something that an account can sign in with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObservedMethod {
    /// Its id, unique within its account and kind.
    pub id: String,
    /// What it is.
    pub kind: MethodKind,
    /// Until when it can be used, where it ends by itself: a Temporary Access Pass.
    pub until: Option<Timestamp>,
    /// Whether it can be used now; `None` where Graph does not say.
    pub usable: Option<bool>,
}

/// The kinds of authentication methods (Graph, `authenticationMethod`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    /// The password, which every account has and none can lose.
    Password,
    /// A Temporary Access Pass.
    TemporaryAccessPass,
    /// A passkey.
    Fido2,
    /// A telephone number.
    Phone,
    /// A mail address, for resetting the password.
    Email,
    /// Microsoft Authenticator.
    MicrosoftAuthenticator,
    /// A time-based code of another app.
    SoftwareOath,
    /// Windows Hello for Business.
    WindowsHello,
    /// A credential of the platform (macOS).
    PlatformCredential,
    /// A kind that this version does not know and so cannot delete.
    Other,
}

impl MethodKind {
    /// Returns the collection below `/users/{id}/authentication` that deletes it; `None` where
    /// nothing does.
    #[must_use]
    pub const fn collection(self) -> Option<&'static str> {
        match self {
            Self::Password | Self::Other => None,
            Self::TemporaryAccessPass => Some("temporaryAccessPassMethods"),
            Self::Fido2 => Some("fido2Methods"),
            Self::Phone => Some("phoneMethods"),
            Self::Email => Some("emailMethods"),
            Self::MicrosoftAuthenticator => Some("microsoftAuthenticatorMethods"),
            Self::SoftwareOath => Some("softwareOathMethods"),
            Self::WindowsHello => Some("windowsHelloForBusinessMethods"),
            Self::PlatformCredential => Some("platformCredentialMethods"),
        }
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Password => "password",
            Self::TemporaryAccessPass => "Temporary Access Pass",
            Self::Fido2 => "passkey",
            Self::Phone => "telephone",
            Self::Email => "mail address",
            Self::MicrosoftAuthenticator => "Microsoft Authenticator",
            Self::SoftwareOath => "one-time code app",
            Self::WindowsHello => "Windows Hello for Business",
            Self::PlatformCredential => "platform credential",
            Self::Other => "method of an unknown kind",
        })
    }
}

/// A time-bound membership as PIM for groups sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedGroupSchedule {
    /// The group.
    pub group: ObjectId,
    /// The member.
    pub principal: ObjectId,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When Entra ID ends it; `None` is never.
    pub end: Option<Timestamp>,
}
