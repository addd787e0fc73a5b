//! What was done, by whom, why, and whether it succeeded: events, the chain that holds them
//! together, and where they go. Nothing here decides what is done.
