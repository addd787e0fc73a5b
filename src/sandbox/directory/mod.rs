//! The directory's rules: what each operation of Microsoft Graph does to a tenant.
