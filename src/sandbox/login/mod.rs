//! The sign-in host: metadata, keys and the token endpoint, with AADSTS errors as Entra ID words
//! them.

mod access_token;
mod application;
mod assertion;
mod certificate;
mod discovery;
mod federation;
mod form;
mod host;
mod problem;
mod signing;
mod token;

pub(crate) use access_token::{Claims, GRAPH_AUDIENCES};
pub(crate) use discovery::{instance, keys, openid_configuration};
pub(crate) use host::sign_in;
pub(crate) use problem::Problem;
pub(crate) use signing::SigningKey;
