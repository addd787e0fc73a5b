//! What of a broken configuration may be relied upon.

/// What of one tenant could be read. Everything is true where nothing is wrong; whatever is false
/// must not be concluded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Legible {
    /// Who the technicians are, and in which groups. Where false, somebody who is missing among
    /// the organization's technicians may be declared all the same. Who is declared as disabled
    /// is disabled either way.
    pub technicians: bool,
    /// Whom the mappings cover; never true without `technicians`. Where false, `jit.accounts` is
    /// empty, or there is no `jit` at all, and nobody may be called unmapped. What the mappings
    /// give may be incomplete either way: it is nothing to give access by.
    pub mappings: bool,
    /// The longest window (`jit.maximum`). Where false, the tenant's `jit.maximum` and that of
    /// accounts whose mappings say none is 24 hours, and a deadline further away than that is the
    /// only one that may be called stretched.
    pub maximum: bool,
    /// Which accounts are emergency accounts: address and user principal name of each. Where
    /// false, `emergency_accounts` holds those that could be read, others may be declared, and
    /// only accounts with `jit/` addresses may be touched.
    pub emergency_accounts: bool,
    /// Whether access is given at all. Where false, `state` is `active`, or what may have been
    /// overridden.
    pub state: bool,
    /// The name that the live tenant is held against. Where false, there is none to hold.
    pub display_name: bool,
    /// The labels. Where false, a selector may miss the tenant.
    pub labels: bool,
    /// Which app holds the marker. Where false, none is written that can be read, though one may
    /// be, and the app that signs in is taken, as nearly always. A tenant in which nothing of ours
    /// is found then is not known to be clean.
    pub marker: bool,
}

impl Legible {
    /// Everything could be read.
    pub const ALL: Self = Self {
        technicians: true,
        mappings: true,
        maximum: true,
        emergency_accounts: true,
        state: true,
        display_name: true,
        labels: true,
        marker: true,
    };
}

/// What of the organization's file and of the grants could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct LegibleOrganization {
    /// Who the technicians are, and in which groups: see [`Legible::technicians`].
    pub technicians: bool,
    /// The limits of the safety rules, and what they protect. Where false, more may be protected
    /// than is listed.
    pub guards: bool,
    /// Where events go. Where false, `audit` is empty although it may be declared.
    pub audit: bool,
    /// Every grant's file. Where false, a grant that is missing may be declared all the same.
    pub grants: bool,
}
