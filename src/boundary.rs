//! What crosses between Rust and TypeScript, written down once. `cargo xtask build` makes
//! `pkg/src/internal/generated/boundary.ts` of it: constants, the class `Step` and the functions of
//! the wasm.

use crate::response::headers;

/// An enumeration whose variants cross as numbers.
macro_rules! numbers {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
        }

        impl $name {
            /// Names and docs, by number.
            pub const ALL: &'static [(&'static str, &'static str)] =
                &[$((stringify!($variant), concat!($($variant_doc),*)),)*];
            /// The variants, by number.
            pub const VARIANTS: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

numbers! {
    /// What the driver does next.
    ActionKind {
        /// Wait until the scheduler resumes the call, then report `resumed`.
        Queue,
        /// Wait for `ms`, then report `timeUp`.
        Wait,
        /// Call the token function, then report `token` or `tokenFailed`.
        GetToken,
        /// Call `fetch`, then report `response` or `failed`.
        Send,
        /// Read the body, then report `body` or `failed`.
        Read,
        /// The call has succeeded.
        Done,
        /// The call has failed.
        Fail,
    }
}

numbers! {
    /// How a request failed without a response, or its body did not arrive.
    TransportFailure {
        /// `fetch` rejected, or the body was cut off.
        Lost,
        /// No connection was made, so nothing was sent.
        NotConnected,
        /// The server's certificate was refused, so nothing was sent.
        Certificate,
    }
}

numbers! {
    /// How responses are compared with the contract.
    ValidationMode {
        /// Not at all.
        Off,
        /// Differences are reported.
        Report,
        /// A difference is an error.
        Strict,
    }
}

numbers! {
    /// What to do with a page of a list.
    PageVerdict {
        /// Pass its rows on, except the repeated ones.
        Rows,
        /// The list has ended.
        End,
        /// The list does not end.
        Endless,
    }
}

numbers! {
    /// What is to be done next for a time entry that is created.
    DayStep {
        /// List the day, then report `Listed` or `Unlisted`.
        List,
        /// Record that the entry may be written from now on, then report `Recorded`.
        Record,
        /// Send it, then report `Saved`, `Refused` or `Lost`.
        Send,
        /// What became of it is known, or cannot be.
        Settled,
    }
}

numbers! {
    /// What came of a step for a time entry that is created.
    DayEvent {
        /// The day was listed.
        Listed,
        /// The day could not be listed.
        Unlisted,
        /// The write is recorded.
        Recorded,
        /// The server says how many minutes it has saved.
        Saved,
        /// Nothing was saved.
        Refused,
        /// Nobody knows whether anything was saved.
        Lost,
    }
}

numbers! {
    /// What became of a time entry, by its index in `ENTRY_STATUSES`.
    EntryStatus {
        /// All its minutes were saved.
        Created,
        /// Some of its minutes were saved.
        Partial,
        /// Nothing was saved.
        Rejected,
        /// Nobody knows.
        Unknown,
    }
}

/// The headers of a response that Rust reads.
pub const HEADERS: &[&str] = headers::NAMES;

/// A member of the object that Rust fills for the driver.
pub struct Member {
    /// Its name in TypeScript.
    pub name: &'static str,
    /// Its TypeScript type.
    pub ty: &'static str,
    /// Its value before Rust sets one.
    pub initial: &'static str,
    /// What it is.
    pub doc: &'static str,
}

/// A method of that object, which adds an object to an array.
pub struct Adder {
    /// Its name in TypeScript.
    pub name: &'static str,
    /// The array.
    pub array: &'static str,
    /// The members of the added object, all strings.
    pub members: &'static [&'static str],
}

/// A method of that object, which sets another object.
pub struct Setter {
    /// Its name in TypeScript.
    pub name: &'static str,
    /// The object.
    pub object: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// The members of the object, all numbers that may be missing.
    pub members: &'static [&'static str],
}

macro_rules! step {
    (
        members { $(#[doc = $doc:literal] $rust:ident($ty:ty), $name:ident: $ts:literal = $initial:literal;)* }
        setters { $(#[doc = $set_doc:literal] $set_rust:ident $setter:ident($($number:ident),*) -> $object:ident;)* }
        adders { $($add_rust:ident $adder:ident($($member:ident),*) -> $array:ident;)* }
    ) => {
        /// The members of `Step`.
        pub const STEP_MEMBERS: &[Member] = &[$(Member {
            name: stringify!($name),
            ty: $ts,
            initial: $initial,
            doc: $doc,
        },)*];

        /// The methods of `Step` that set an object.
        pub const STEP_SETTERS: &[Setter] = &[$(Setter {
            name: stringify!($setter),
            object: stringify!($object),
            doc: $set_doc,
            members: &[$(stringify!($number),)*],
        },)*];

        /// The methods of `Step` that add to an array.
        pub const STEP_ADDERS: &[Adder] = &[$(Adder {
            name: stringify!($adder),
            array: stringify!($array),
            members: &[$(stringify!($member),)*],
        },)*];

        /// The object with the details of an action. The driver owns one per call.
        #[cfg(all(target_arch = "wasm32", feature = "bindings"))]
        pub mod js {
            use wasm_bindgen::prelude::*;

            #[wasm_bindgen]
            extern "C" {
                /// See the parent module.
                #[wasm_bindgen(typescript_type = "Step")]
                pub type Step;

                $(
                    #[doc = $doc]
                    #[wasm_bindgen(method, setter = $name)]
                    pub fn $rust(this: &Step, value: $ty);
                )*
                $(
                    #[doc = $set_doc]
                    #[wasm_bindgen(method, js_name = $setter)]
                    pub fn $set_rust(this: &Step, $($number: Option<f64>),*);
                )*
                $(
                    /// Adds to an array.
                    #[wasm_bindgen(method, js_name = $adder)]
                    pub fn $add_rust(this: &Step, $($member: &str),*);
                )*
            }
        }
    };
}

step! {
    members {
        #[doc = "Handle of the call."]
        call(u32), call: "number" = "-1";
        #[doc = "HTTP method of the request."]
        method(&str), method: "string" = "\"\"";
        #[doc = "URL of the request."]
        url(&str), url: "string" = "\"\"";
        #[doc = "Body of the request, if it has one."]
        body(Option<&str>), body: "string | undefined" = "undefined";
        #[doc = "How long the step may take, in milliseconds."]
        ms(f64), ms: "number" = "0";
        #[doc = "How long the wait is expected to be, in milliseconds."]
        delay(f64), delayMs: "number" = "0";
        #[doc = "Calls that wait for a permit, this one included. 0: the wait has another reason."]
        queued(u32), queued: "number" = "0";
        #[doc = "Why the last attempt is repeated; empty if it is not."]
        reason(&str), reason: "string" = "\"\"";
        #[doc = "The token that the server has just refused has to be replaced."]
        refused(bool), refused: "boolean" = "false";
        #[doc = "The token of the request, where it comes from a function."]
        token(&str), token: "string" = "\"\"";
        #[doc = "The result is `{ success: true }`, not the body."]
        acknowledged(bool), acknowledged: "boolean" = "false";
        #[doc = "Number of the page that follows, if one does."]
        next_page(Option<f64>), nextPage: "number | undefined" = "undefined";
        #[doc = "If the page repeats earlier ones, it is the last one."]
        repeat_is_end(bool), repeatIsEnd: "boolean" = "false";
        #[doc = "Index of the error code in `ERROR_CODES`."]
        code(u8), code: "number" = "0";
        #[doc = "The message of the error."]
        message(&str), message: "string" = "\"\"";
        #[doc = "Index of the outcome in `OUTCOMES`."]
        outcome(u8), outcome: "number" = "0";
        #[doc = "Requests sent."]
        attempts(u32), attempts: "number" = "0";
        #[doc = "The caller may try again without doing anything twice."]
        retryable(bool), retryable: "boolean" = "false";
        #[doc = "Milliseconds to wait before the next attempt, where known."]
        retry_after(Option<f64>), retryAfterMs: "number | undefined" = "undefined";
        #[doc = "The start of the response belongs to the error."]
        has_excerpt(bool), hasExcerpt: "boolean" = "false";
        #[doc = "JSON pointer to what violates the contract."]
        pointer(Option<&str>), pointer: "string | undefined" = "undefined";
    }
    setters {
        #[doc = "The page object, as far as it is known."]
        set_pagination setPagination(total, per_page, current_page, last_page, from, to) -> pagination;
    }
    adders {
        add_issue addIssue(parameter, expected, received) -> issues;
        add_drift addDrift(pointer, expected, found) -> drifts;
    }
}
