//! The reading that ending access needs, of a configuration in any state. What cannot be read is
//! named and never taken for absent: nobody's access ends because a line is broken, and no
//! emergency account loses its protection.

mod configuration;
mod fleet;
mod inheritance;
mod keys;
mod legible;
mod load;
mod loss;
mod names;
mod organization;
mod reading;
mod sections;
mod tenant;
mod twins;

pub use configuration::{Ending, EndingTenant, Unreachable};
pub use legible::{Legible, LegibleOrganization};
pub use load::{Nameless, load_for_ending, load_texts_for_ending};
