//! What a server says: headers, bodies and pages.

pub mod headers;
pub mod judge;
pub mod paging;
