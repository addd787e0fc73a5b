//! What holds of every plan, whatever the world: random tenants, meant and found together, with
//! hostile markers, foreign objects and unknown collections.

mod administrators;
mod hold;
mod pure;
mod world;
