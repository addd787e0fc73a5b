//! Which application permissions open the authentication methods of users. Each kind has two of its
//! own, and two reach all of them.

use crate::sandbox::directory::permission::Needs;

pub(super) const METHODS_READ: Needs =
    &[&["UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const PASSWORD_READ: Needs = &[&[
    "UserAuthMethod-Password.Read.All",
    "UserAuthMethod-Password.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const PASS_READ: Needs = &[&[
    "UserAuthMethod-TAP.Read.All",
    "UserAuthMethod-TAP.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const PASS_WRITE: Needs =
    &[&["UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const EMAIL_READ: Needs = &[&[
    "UserAuthMethod-Email.Read.All",
    "UserAuthMethod-Email.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const EMAIL_WRITE: Needs =
    &[&["UserAuthMethod-Email.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const PASSKEY_READ: Needs = &[&[
    "UserAuthMethod-Passkey.Read.All",
    "UserAuthMethod-Passkey.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const PASSKEY_WRITE: Needs =
    &[&["UserAuthMethod-Passkey.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const APP_READ: Needs = &[&[
    "UserAuthMethod-MicrosoftAuthApp.Read.All",
    "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const APP_WRITE: Needs =
    &[&["UserAuthMethod-MicrosoftAuthApp.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const PHONE_READ: Needs = &[&[
    "UserAuthMethod-Phone.Read.All",
    "UserAuthMethod-Phone.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const PHONE_WRITE: Needs =
    &[&["UserAuthMethod-Phone.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const PLATFORM_READ: Needs = &[&[
    "UserAuthMethod-PlatformCred.Read.All",
    "UserAuthMethod-PlatformCred.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const PLATFORM_WRITE: Needs =
    &[&["UserAuthMethod-PlatformCred.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const OATH_READ: Needs = &[&[
    "UserAuthMethod-SoftwareOATH.Read.All",
    "UserAuthMethod-SoftwareOATH.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const OATH_WRITE: Needs =
    &[&["UserAuthMethod-SoftwareOATH.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
pub(super) const HELLO_READ: Needs = &[&[
    "UserAuthMethod-WindowsHello.Read.All",
    "UserAuthMethod-WindowsHello.ReadWrite.All",
    "UserAuthenticationMethod.Read.All",
    "UserAuthenticationMethod.ReadWrite.All",
]];
pub(super) const HELLO_WRITE: Needs =
    &[&["UserAuthMethod-WindowsHello.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"]];
