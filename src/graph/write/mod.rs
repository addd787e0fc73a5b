//! The write side: each write is exactly one HTTP request, sent again only where it certainly did
//! not happen.

mod draft;
mod outcome;
mod perform;
