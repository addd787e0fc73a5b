//! tenantry keeps just-in-time admin access and emergency accounts in Microsoft Entra ID tenants
//! as declared in Git.
//!
//! ```text
//! *.yaml ─source─▶ spec ──resolve──▶ Desired ─┐
//!                 as written        as meant  ├─ plan(desired, observed, now) ─▶ Plan ─apply─▶ Outcome ─▶ render
//! Graph ─graph::read─────────────▶ Observed ──┘      pure                    effects
//! ```
//!
//! Left of `plan` nothing changes the world; right of it nothing decides. `ARCHITECTURE.md` tells
//! what each module owns and which may import which; `tests/tidy` holds them to it.

pub mod apply;
pub mod audit;
pub mod cli;
pub mod desired;
pub mod domain;
pub mod fleet;
pub mod graph;
pub mod observed;
pub mod plan;
pub mod render;
pub mod run;
pub mod sandbox;
pub mod secrets;
pub mod source;
pub mod spec;
pub mod storage;
