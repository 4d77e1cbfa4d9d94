//! What a handler works with, and how it responds.

use crate::http::{Refusal, Response};
use crate::sdk::common::{
    Envelope, EnvelopeWithPagination, MessageResponse, Meta, NullDataResponse, Pagination,
};
use crate::sdk::{ArrayOrObject, Nullable};
use crate::state::State;
use crate::state::space::Space;
use crate::state::table::Rows;
use crate::state::view::{Caller, View};
use crate::time::{self, Day, Ms};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io;

/// Something that webhooks may be told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The workspace.
    pub workspace_id: i64,
    /// Such as `project.created`.
    pub name: &'static str,
    /// What it is about.
    pub data: Value,
}

/// One request to an operation.
pub struct Call<'c> {
    /// The namespace.
    pub state: &'c mut State,
    /// Whose token the request carries.
    pub caller: Caller,
    /// The time.
    pub now: Ms,
    /// Validated parameters.
    pub parameters: Value,
    /// What happened.
    pub events: Vec<Event>,
}

/// What a handler returns.
pub type Reply = Result<Response, Refusal>;

impl Call<'_> {
    /// The parameters as their model.
    pub fn params<P: DeserializeOwned>(&mut self) -> Result<P, Refusal> {
        crate::read::from_value(self.parameters.take())
            .map_err(|error| Refusal::new(422, format!("The given data was invalid: {error}.")))
    }

    /// The workspace of the request, and the caller in it; 403 or 404.
    pub fn enter(&mut self, workspace_id: i64) -> Result<(&mut Space, View), Refusal> {
        let space = self.state.workspaces.get_mut(&workspace_id);
        let space = space.ok_or_else(|| Refusal::not_found("Workspace"))?;
        let view = View::new(space, self.caller)?;
        Ok((space, view))
    }

    /// As [`Self::enter`], for owners and executive managers only.
    pub fn enter_as_admin(&mut self, workspace_id: i64) -> Result<(&mut Space, View), Refusal> {
        let (space, view) = self.enter(workspace_id)?;
        view.admin()?;
        Ok((space, view))
    }

    /// A workspace that the request has entered.
    pub fn space(&mut self, workspace_id: i64) -> Result<&mut Space, Refusal> {
        let space = self.state.workspaces.get_mut(&workspace_id);
        space.ok_or_else(|| Refusal::not_found("Workspace"))
    }

    /// Tells the webhooks of a workspace.
    pub fn emit(&mut self, workspace_id: i64, name: &'static str, data: Value) {
        self.events.push(Event {
            workspace_id,
            name,
            data,
        });
    }

    /// The time as rows carry it.
    pub fn stamp(&self) -> String {
        time::iso(self.now)
    }

    /// The day of the request.
    pub fn today(&self) -> Day {
        time::day_of(self.now)
    }

    /// `meta` of a response.
    pub fn meta(&self) -> Meta {
        meta(self.now, None)
    }

    /// A response with data.
    pub fn data<T: Serialize>(&self, status: u16, message: &str, data: T) -> Reply {
        respond(
            status,
            &Envelope {
                success: true,
                message: some(message),
                data,
                meta: Some(self.meta()),
            },
        )
    }

    /// A page of a list, with the page object in `meta`.
    pub fn page<T: Serialize>(&self, message: &str, page: Page<T>) -> Reply {
        respond(
            200,
            &Envelope {
                success: true,
                message: some(message),
                data: page.items,
                meta: Some(meta(self.now, Some(page.position))),
            },
        )
    }

    /// As [`Self::page`], of a list that the contract types as an array or an object.
    pub fn listing<T: Serialize>(&self, message: &str, page: Page<T>) -> Reply {
        respond(
            200,
            &Envelope {
                success: true,
                message: some(message),
                data: ArrayOrObject::Array(page.items),
                meta: Some(meta(self.now, Some(page.position))),
            },
        )
    }

    /// A page of a list, with the page object beside `meta`.
    pub fn page_beside_meta<T: Serialize>(&self, message: &str, page: Page<T>) -> Reply {
        respond(
            200,
            &EnvelopeWithPagination {
                success: true,
                message: some(message),
                data: page.items,
                meta: Some(self.meta()),
                pagination: Some(page.position),
            },
        )
    }

    /// A response whose `data` is null.
    pub fn done(&self, message: &str) -> Reply {
        respond(
            200,
            &NullDataResponse {
                success: true,
                message: some(message),
                data: Some(Nullable(None)),
                meta: Some(self.meta()),
            },
        )
    }

    /// A response without `data`.
    pub fn message(&self, status: u16, message: &str) -> Reply {
        respond(
            status,
            &MessageResponse {
                success: true,
                message: some(message),
                meta: Some(self.meta()),
            },
        )
    }
}

fn some(message: &str) -> Option<String> {
    (!message.is_empty()).then(|| message.to_owned())
}

/// `meta` of every response.
pub fn meta(now: Ms, pagination: Option<Pagination>) -> Meta {
    Meta {
        api_version: Some("2.0.0".to_owned()),
        timestamp: Some(time::precise(now)),
        pagination,
    }
}

/// A model as a response.
pub fn respond<T: Serialize>(status: u16, body: &T) -> Reply {
    let mut bytes = Vec::new();
    let written = body.serialize(&mut Serializer::with_formatter(&mut bytes, WholeNumbers));
    let text = written.ok().and_then(|()| String::from_utf8(bytes).ok());
    text.map(|text| Response::json(status, text))
        .ok_or_else(|| Refusal::new(500, "The response could not be written."))
}

/// Writes 50.0 as 50, as the documentation shows amounts.
struct WholeNumbers;

impl Formatter for WholeNumbers {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.fract() == 0.0 && value.abs() < 9e15 {
            return CompactFormatter.write_i64(writer, value as i64);
        }
        CompactFormatter.write_f64(writer, value)
    }
}

/// One page of a list.
pub struct Page<T> {
    /// Its items.
    pub items: Vec<T>,
    /// Where it is in the list.
    pub position: Pagination,
}

/// Cuts a page out of a list. `default` is the page size when the request names none.
pub fn paged<R, T>(
    rows: impl Iterator<Item = R>,
    page: Option<i64>,
    per_page: Option<i64>,
    default: i64,
    mut shown: impl FnMut(R) -> T,
) -> Page<T> {
    let mut page = position(page, per_page, default);
    let mut items = Vec::new();
    for row in rows {
        if page.includes_next() {
            items.push(shown(row));
        }
        page.total += 1;
    }
    Page {
        items,
        position: page.object(),
    }
}

/// Where a page begins, and how many items were counted.
struct Position {
    page: i64,
    per_page: i64,
    first: i64,
    total: i64,
}

fn position(page: Option<i64>, per_page: Option<i64>, default: i64) -> Position {
    let page = page.unwrap_or(1).max(1);
    let per_page = per_page.unwrap_or(default).clamp(1, 100);
    Position {
        page,
        per_page,
        first: (page - 1).saturating_mul(per_page),
        total: 0,
    }
}

impl Position {
    /// Whether the item after those that were counted is on the page.
    const fn includes_next(&self) -> bool {
        self.total >= self.first && self.total - self.first < self.per_page
    }

    fn object(&self) -> Pagination {
        Pagination {
            total: Some(self.total),
            per_page: Some(self.per_page),
            current_page: Some(self.page),
            last_page: Some(((self.total + self.per_page - 1) / self.per_page).max(1)),
            ..Pagination::default()
        }
    }
}

/// A page of the rows of a group. Where all of them are wanted (`wanted` is `None`), the cost is that
/// of the page, however many there are.
pub fn listed<R, T>(
    rows: &Rows<'_, R>,
    wanted: Option<&dyn Fn(&R) -> bool>,
    reversed: bool,
    (page, per_page, default): (Option<i64>, Option<i64>, i64),
    mut shown: impl FnMut(&R) -> T,
) -> Page<T> {
    let all = rows.len() as i64;
    let mut page = position(page, per_page, default);
    let mut items = Vec::new();
    let part = match wanted {
        Some(_) => rows.part(0, rows.len(), reversed),
        None => {
            page.total = all;
            rows.part(page.first as usize, page.per_page as usize, reversed)
        }
    };
    let mut rows = part.iter();
    while let Some(row) = if reversed {
        rows.next_back()
    } else {
        rows.next()
    } {
        let Some(wanted) = wanted else {
            items.push(shown(row));
            continue;
        };
        if wanted(row) {
            if page.includes_next() {
                items.push(shown(row));
            }
            page.total += 1;
        }
    }
    Page {
        items,
        position: page.object(),
    }
}

/// `Option<Nullable<T>>` of a response: always sent, null where there is nothing.
pub const fn nullable<T>(value: Option<T>) -> Option<Nullable<T>> {
    Some(Nullable(value))
}

/// `Option<Nullable<T>>` of a request: `None` where it was not sent or is null.
pub fn given<T>(value: Option<Nullable<T>>) -> Option<T> {
    value.and_then(|value| value.0)
}
