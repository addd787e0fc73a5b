//! From what could be read of a tenant's settings to what they mean.

use super::{EndingTenant, Legible, loss::Loss, organization::Organization};
use crate::{
    desired::{
        Decided, DesiredAuth, DesiredEmergencyAccount, DesiredJit, Manage, check, jit_meaning,
        tenant_meaning::{self, Vital},
    },
    domain::{TenantId, TenantName, Window},
    source::{Code, Loc, Origin, Problem, Spanned},
    spec::{CredentialSpec, PlanAuthSpec, TenantSpec},
};

/// What `jit.maximum` is taken for where it cannot be read: longer than any window that is not
/// warned of.
const LONGEST: Window = Window::from_minutes(24 * 60);
/// What nothing can be done without.
pub(super) const CONNECTION: [&str; 3] = ["tenantId", "auth.clientId", "auth.credential"];
/// What is lost of an emergency account without making it another one.
const HARMLESS: [&str; 4] = ["role", "manage", "rotateEvery", "store"];

/// A tenant's settings, and what could not be read of them.
pub(super) struct Reading<'a> {
    /// The settings.
    pub(super) spec: TenantSpec,
    /// What could not be read.
    pub(super) loss: Loss,
    /// The organization.
    pub(super) organization: &'a Organization<'a>,
    /// Where the tenant is pointed at as a whole.
    pub(super) top: Loc,
}

impl Reading<'_> {
    /// Returns the name as written, unless it stands twice.
    pub(super) fn name(&self) -> Option<TenantName> {
        let name = self.spec.tenant.as_ref()?;
        (!self.loss.is_repeated(&["tenant"])).then(|| name.value.clone())
    }

    /// Says what the settings mean, or which keys of the connection cannot be told.
    pub(super) fn tenant(&self, name: &TenantName) -> Result<EndingTenant, Vec<&'static str>> {
        let lacks = self.lacks();
        let (Some(id), Some(auth), true) = (self.id(), self.auth(), lacks.is_empty()) else {
            return Err(lacks);
        };
        let (jit, emergency_accounts) = (self.jit(), self.emergency_accounts());
        let legible = self.legible(jit.is_some(), emergency_accounts.len());
        let context = &self.organization.context;
        let vital = Vital {
            name: name.clone(),
            id,
            auth,
            jit: jit.map(|jit| as_far_as_legible(jit, legible)),
            emergency_accounts,
            origin: match &self.spec.tenant {
                Some(name) => context.origin(name),
                None => Origin::at(context.place(self.top)),
            },
        };
        let tenant = tenant_meaning::assemble(&self.spec, context, vital);
        Ok(EndingTenant { tenant, legible })
    }

    fn id(&self) -> Option<TenantId> {
        self.spec.tenant_id.as_ref().map(|id| id.value)
    }

    /// Returns the keys of the connection that cannot be told, or that are written and cannot be
    /// read.
    fn lacks(&self) -> Vec<&'static str> {
        let (spec, loss) = (&self.spec, &self.loss);
        let auth = spec.auth.as_ref().map(|auth| &auth.value);
        let marker = auth.and_then(|auth| auth.marker_client_id.as_ref());
        let credential = auth.and_then(|auth| auth.credential.as_ref());
        let checks = [
            ("tenantId", spec.tenant_id.is_none() || loss.is_repeated(&["tenantId"])),
            ("cloud", spec.cloud.is_none() && loss.is_written(&["cloud"])),
            ("cloud", loss.is_repeated(&["cloud"])),
            (
                "auth.clientId",
                auth.is_none_or(|auth| auth.client_id.is_none())
                    || loss.is_repeated(&["auth", "clientId"]),
            ),
            ("auth.credential", !credential.is_some_and(|it| self.is_usable(it))),
            (
                "auth.markerClientId",
                (marker.is_none() && loss.is_written(&["auth", "markerClientId"]))
                    || loss.is_repeated(&["auth", "markerClientId"]),
            ),
        ];
        let mut lacks: Vec<&str> =
            checks.into_iter().filter(|(_, lacks)| *lacks).map(|(key, _)| key).collect();
        lacks.dedup();
        lacks
    }

    /// A credential of which a part was lost would be another one.
    fn is_usable(&self, credential: &Spanned<CredentialSpec>) -> bool {
        let keys = &["auth", "credential"];
        !self.loss.is_repeated(keys)
            && self.loss.below(keys).next().is_none()
            && check::is_usable_credential(credential, &self.organization.context)
    }

    /// Ending access never uses the app that only plans: where that is broken, there is none.
    fn auth(&self) -> Option<DesiredAuth> {
        let mut auth = self.spec.auth.as_ref()?.value.clone();
        let context = &self.organization.context;
        let whole = |plan: &PlanAuthSpec| {
            plan.client_id.is_some()
                && plan
                    .credential
                    .as_ref()
                    .is_some_and(|it| check::is_usable_credential(it, context))
        };
        auth.plan = auth.plan.filter(|plan| !self.loss.is_lost(&["auth", "plan"]) && whole(plan));
        tenant_meaning::auth(&auth, context)
    }

    fn jit(&self) -> Option<DesiredJit> {
        jit_meaning::jit(self.spec.jit.as_ref()?, &self.organization.context)
    }

    /// Which account it is counts; one whose store cannot be told is not rotated.
    fn emergency_accounts(&self) -> Vec<DesiredEmergencyAccount> {
        let context = &self.organization.context;
        let accounts = tenant_meaning::emergency_accounts(&self.spec).filter_map(|account| {
            let manage = tenant_meaning::manage(account, context).unwrap_or(Manage::Observe);
            tenant_meaning::emergency_account(account, manage, context)
        });
        accounts.collect()
    }

    fn legible(&self, has_jit: bool, accounts: usize) -> Legible {
        let (spec, loss) = (&self.spec, &self.loss);
        let errors = self.errors();
        let technicians = self.organization.legible.technicians;
        // A section whose accounts cannot be named is as good as lost.
        let jit = has_jit == spec.jit.is_some();
        let covers = !loss.is_lost(&["jit", "groupMappings"])
            && !errors.contains(&Code::UnknownTechnicianGroup);
        let wrong = [Code::WindowTooShort, Code::DisableAfterExceedsMaximum];
        let marker = spec.auth.as_ref().is_some_and(|auth| auth.marker_client_id.is_some());
        Legible {
            technicians,
            mappings: technicians && jit && covers,
            maximum: jit
                && !loss.is_lost(&["jit", "maximum"])
                && !errors.iter().any(|code| wrong.contains(code)),
            emergency_accounts: accounts == tenant_meaning::emergency_accounts(spec).count()
                && self.identifies_accounts(),
            state: !loss.is_lost(&["state"]),
            display_name: !loss.is_lost(&["displayName"]),
            labels: !loss.is_lost(&["labels"]),
            marker: marker || !loss.is_lost_at(&["auth", "markerClientId"]),
        }
    }

    /// Returns whether nothing was lost that tells which accounts are emergency accounts.
    fn identifies_accounts(&self) -> bool {
        let harmless =
            |below: &[String]| matches!(below, [key, ..] if HARMLESS.contains(&key.as_str()));
        !self.loss.is_lost_at(&["laps", "accounts"])
            && self.loss.below(&["laps", "accounts"]).all(harmless)
    }

    /// Returns the kinds of errors in what could be read.
    fn errors(&self) -> Vec<Code> {
        let mut problems = Vec::new();
        let subject = check::Subject {
            spec: &self.spec,
            context: &self.organization.context,
            top: self.top,
            removed: &self.loss.removed,
            settings: false,
        };
        check::tenant(&subject, &mut problems);
        problems.iter().filter(|problem| Problem::is_error(problem)).map(|it| it.code).collect()
    }
}

/// Takes out of a section what must not be relied upon.
fn as_far_as_legible(mut jit: DesiredJit, legible: Legible) -> DesiredJit {
    if !legible.mappings {
        jit.accounts.clear();
    }
    if !legible.maximum {
        jit.maximum = LONGEST;
        let accounts = jit.accounts.values_mut().map(|account| &mut account.access.maximum);
        // A mapping's own stays: it can only be stricter.
        for maximum in accounts.filter(|maximum| maximum.origin.is_none()) {
            *maximum = Decided::by_default(LONGEST);
        }
    }
    jit
}
