//! `authenticationMethod` and what is one: properties. None of them takes a filter.

use super::super::entity::{EntityType, Property, boolean, complex, integer, moment, text, texts};

const ID: Property = text("id", "").shown().solid().read_only();
const CREATED: Property = moment("createdDateTime", "").shown().read_only();

/// `microsoft.graph.authenticationMethod`.
pub const AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "authenticationMethod",
    label: "AuthenticationMethod",
    is_abstract: true,
    properties: &[ID, CREATED],
};

/// `microsoft.graph.emailAuthenticationMethod`.
pub const EMAIL_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "emailAuthenticationMethod",
    label: "EmailAuthenticationMethod",
    is_abstract: false,
    properties: &[ID, CREATED, text("emailAddress", "").shown()],
};

/// `microsoft.graph.fido2AuthenticationMethod`.
pub const FIDO2_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "fido2AuthenticationMethod",
    label: "Fido2AuthenticationMethod",
    is_abstract: false,
    properties: &[
        ID,
        CREATED,
        text("aaGuid", "").shown(),
        texts("attestationCertificates", "").shown(),
        text("attestationLevel", "").shown(),
        text("displayName", "").shown(),
        text("model", "").shown(),
        text("passkeyType", "").shown(),
        complex("publicKeyCredential", ""),
    ],
};

/// `microsoft.graph.microsoftAuthenticatorAuthenticationMethod`.
pub const MICROSOFT_AUTHENTICATOR_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "microsoftAuthenticatorAuthenticationMethod",
    label: "MicrosoftAuthenticatorAuthenticationMethod",
    is_abstract: false,
    properties: &[
        ID,
        CREATED,
        text("deviceTag", "").shown(),
        text("displayName", "").shown(),
        text("phoneAppVersion", "").shown(),
    ],
};

/// `microsoft.graph.passwordAuthenticationMethod`.
pub const PASSWORD_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "passwordAuthenticationMethod",
    label: "PasswordAuthenticationMethod",
    is_abstract: false,
    properties: &[ID, CREATED, text("password", "").shown()],
};

/// `microsoft.graph.phoneAuthenticationMethod`.
pub const PHONE_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "phoneAuthenticationMethod",
    label: "PhoneAuthenticationMethod",
    is_abstract: false,
    properties: &[
        ID,
        CREATED,
        text("phoneNumber", "").shown(),
        text("phoneType", "").shown(),
        text("smsSignInState", "").shown(),
    ],
};

/// `microsoft.graph.platformCredentialAuthenticationMethod`.
pub const PLATFORM_CREDENTIAL_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "platformCredentialAuthenticationMethod",
    label: "PlatformCredentialAuthenticationMethod",
    is_abstract: false,
    properties: &[
        ID,
        CREATED,
        text("displayName", "").shown(),
        text("keyStrength", "").shown(),
        text("platform", "").shown(),
    ],
};

/// `microsoft.graph.softwareOathAuthenticationMethod`.
pub const SOFTWARE_OATH_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "softwareOathAuthenticationMethod",
    label: "SoftwareOathAuthenticationMethod",
    is_abstract: false,
    properties: &[ID, CREATED, text("secretKey", "").shown()],
};

/// `microsoft.graph.temporaryAccessPassAuthenticationMethod`.
pub const TEMPORARY_ACCESS_PASS_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "temporaryAccessPassAuthenticationMethod",
    label: "TemporaryAccessPassAuthenticationMethod",
    is_abstract: false,
    properties: &[
        ID,
        CREATED,
        boolean("isUsable", "").shown().read_only(),
        boolean("isUsableOnce", "").shown(),
        integer("lifetimeInMinutes", "").shown(),
        text("methodUsabilityReason", "").shown().read_only(),
        moment("startDateTime", "").shown(),
        text("temporaryAccessPass", "").shown().read_only(),
    ],
};

/// `microsoft.graph.windowsHelloForBusinessAuthenticationMethod`.
pub const WINDOWS_HELLO_FOR_BUSINESS_AUTHENTICATION_METHOD: EntityType = EntityType {
    name: "windowsHelloForBusinessAuthenticationMethod",
    label: "WindowsHelloForBusinessAuthenticationMethod",
    is_abstract: false,
    properties: &[ID, CREATED, text("displayName", "").shown(), text("keyStrength", "").shown()],
};

/// The types that an authentication method can be of.
pub const AUTHENTICATION_METHODS: [&EntityType; 9] = [
    &EMAIL_AUTHENTICATION_METHOD,
    &FIDO2_AUTHENTICATION_METHOD,
    &MICROSOFT_AUTHENTICATOR_AUTHENTICATION_METHOD,
    &PASSWORD_AUTHENTICATION_METHOD,
    &PHONE_AUTHENTICATION_METHOD,
    &PLATFORM_CREDENTIAL_AUTHENTICATION_METHOD,
    &SOFTWARE_OATH_AUTHENTICATION_METHOD,
    &TEMPORARY_ACCESS_PASS_AUTHENTICATION_METHOD,
    &WINDOWS_HELLO_FOR_BUSINESS_AUTHENTICATION_METHOD,
];
