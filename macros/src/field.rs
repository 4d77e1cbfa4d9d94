//! Describes one field of a model.

use crate::typescript::{self, argument, ident_of};
use crate::{doc, integer, string};
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{Error, Expr, Field, Result, Type, parse_quote};

/// The description of a field. Adds the matching attributes for serde and tsify to the field.
pub fn describe(field: &mut Field, params: bool) -> Result<Tokens> {
    let Some(ident) = field.ident.clone() else {
        return Err(Error::new_spanned(&*field, "a model needs named fields"));
    };
    let name = ident.to_string();
    let name = name.trim_start_matches("r#");
    let doc = doc(&field.attrs);
    let constraints = constraints(field)?;
    let ty = field.ty.clone();

    let optional = argument(&ty, "Option");
    let inner = optional.unwrap_or(&ty);
    if optional.is_some() {
        field
            .attrs
            .push(parse_quote!(#[serde(default, skip_serializing_if = "Option::is_none")]));
        field.attrs.push(parse_quote!(#[tsify(optional)]));
        if argument(inner, "Nullable").is_some() {
            // Without this, serde reads `null` as a missing field.
            field
                .attrs
                .push(parse_quote!(#[serde(deserialize_with = "crate::schema::values::present")]));
        }
    }
    let client_default = ident_of(&ty).is_some_and(|ident| ident == "WorkspaceId");
    if client_default {
        field.attrs.push(parse_quote!(#[tsify(optional)]));
    }
    let mut override_type = constraints
        .typescript(inner)
        .or_else(|| typescript::override_for(inner));
    if params && (optional.is_some() || client_default) {
        let name = override_type.unwrap_or_else(|| typescript::name_of(inner));
        override_type = Some(format!("{name} | undefined"));
    }
    if let Some(name) = override_type {
        field.attrs.push(parse_quote!(#[tsify(type = #name)]));
    }

    let setters = &constraints.setters;
    Ok(quote! {
        crate::schema::Field {
            #(#setters)*
            ..crate::schema::Field::of::<#ty>(#name, #doc)
        }
    })
}

/// What `#[field(…)]` says.
#[derive(Default)]
struct Constraints {
    /// Members of the `Field` literal.
    setters: Vec<Tokens>,
    /// The documented codes of an integer.
    codes: Vec<i64>,
    /// There may be other codes.
    open: bool,
}

impl Constraints {
    /// The type of an integer with codes: `0 | 1`, or `0 | 10 | (number & {})` if there may be others.
    fn typescript(&self, ty: &Type) -> Option<String> {
        if self.codes.is_empty() {
            return None;
        }
        let mut parts: Vec<String> = self.codes.iter().map(i64::to_string).collect();
        if self.open {
            parts.push("(number & {})".to_owned());
        }
        if argument(ty, "Nullable").is_some() {
            parts.push("null".to_owned());
        }
        Some(parts.join(" | "))
    }
}

/// Reads `#[field(…)]` and removes it.
fn constraints(field: &mut Field) -> Result<Constraints> {
    let mut constraints = Constraints::default();
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            let key = meta.path.require_ident()?.clone();
            let value: Expr = meta.value()?.parse()?;
            match key.to_string().as_str() {
                "min" | "max" | "min_length" | "max_length" | "min_items" => {
                    constraints.setters.push(quote!(#key: Some(#value),));
                }
                "default" => constraints.setters.push(quote!(default: #value,)),
                "format" => {
                    let variant = match string(&value)?.as_str() {
                        "date" => "Date",
                        "time" => "Time",
                        "date-time" => "DateTime",
                        "email" => "Email",
                        "uri" => "Uri",
                        _ => return Err(Error::new_spanned(value, "unknown format")),
                    };
                    let variant = format_ident!("{variant}");
                    constraints
                        .setters
                        .push(quote!(format: crate::schema::Format::#variant,));
                }
                "location" if string(&value)? == "query" => {
                    constraints
                        .setters
                        .push(quote!(location: crate::schema::Location::Query,));
                }
                "known" | "only" => {
                    let Expr::Array(array) = &value else {
                        return Err(Error::new_spanned(value, "expected an array of codes"));
                    };
                    for code in &array.elems {
                        constraints.codes.push(integer(code)?);
                    }
                    constraints.open = key == "known";
                    let closed = !constraints.open;
                    constraints
                        .setters
                        .push(quote!(codes: &#value, closed: #closed,));
                }
                _ => return Err(Error::new_spanned(key, "unknown constraint")),
            }
            Ok(())
        })?;
    }
    field
        .attrs
        .retain(|attribute| !attribute.path().is_ident("field"));
    Ok(constraints)
}
