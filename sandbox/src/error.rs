//! Answers that are errors.

/// An error, as the documented body tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// `message` of the body.
    pub message: String,
    /// Whether the body has the member `error`: the documented 400 of the deletion has none.
    pub detailed: bool,
}

impl Refusal {
    /// An error with the usual body.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            detailed: true,
        }
    }

    /// What breaks a rule on the values.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(422, message)
    }

    /// The usual words for the status.
    pub const fn reason(&self) -> &'static str {
        match self.status {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            422 => "Unprocessable Entity",
            429 => "Too Many Requests",
            _ => "Error",
        }
    }
}
