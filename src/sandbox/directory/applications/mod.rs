//! `applications`, their credentials and extension definitions.

mod credentials;
mod extension_properties;
mod ownership;
mod registrations;

pub(super) use registrations::OPERATIONS;
