//! What a server says: headers, bodies and pages.

pub mod body;
pub mod headers;
pub mod paging;
pub mod rows;
