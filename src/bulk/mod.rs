//! Policies for work that takes many calls: reading months of time entries, and creating thousands.
//!
//! Nothing here sends a request, keeps a timer or knows the current time. The calls themselves are
//! ordinary ones.

pub mod day;
pub mod range;
