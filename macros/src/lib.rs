//! `#[model]`: one Rust type, three uses.
//!
//! A struct or enum under `#[model]` becomes
//! - a serde type, which the sandbox reads and writes,
//! - a TypeScript declaration, through tsify,
//! - a row in the tables that the SDK checks parameters and answers with (`Describe`).
//!
//! The attribute only writes the derives and the `Describe` implementation; what the facts mean is
//! told in `webwork_sdk::schema`.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{
    Attribute, DeriveInput, Error, Expr, ExprLit, Field, Fields, GenericArgument, Generics, Ident,
    Lit, PathArguments, Result, Type, Variant, parse_quote,
};

/// Makes a struct or an enum a model of the API. See the crate documentation.
///
/// Fields take `#[field(…)]` with any of
/// `format = "date" | "time" | "date-time" | "email" | "uri"`, `min = N`, `max = N`,
/// `min_length = N`, `max_length = N`, `min_items = N`, `default = "text"`,
/// `location = "query"` (instead of the location that follows from the HTTP method) and
/// `known = [1, 2, 3]` / `only = [0, 1]` (documented codes of an integer, open or closed).
///
/// `#[model(params)]` marks the parameters of an operation: their optional members also take
/// `undefined`, for callers under `exactOptionalPropertyTypes`.
///
/// `#[model(open)]` marks an answer whose documentation leaves members out: its TypeScript type has a
/// remainder of unknown ones.
#[proc_macro_attribute]
pub fn model(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(item as DeriveInput);
    let mark = attribute.to_string();
    if !matches!(mark.as_str(), "" | "params" | "open") {
        return Error::new_spanned(&input.ident, "#[model], #[model(params)] or #[model(open)]")
            .into_compile_error()
            .into();
    }
    expand(input, mark == "params", mark == "open")
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(mut input: DeriveInput, params: bool, open: bool) -> Result<Tokens> {
    let body = match &mut input.data {
        syn::Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) => {
                let rows = fields
                    .named
                    .iter_mut()
                    .map(|field| field_row(field, params))
                    .collect::<Result<Vec<_>>>()?;
                model_kind(&input.ident, &input.attrs, &input.generics, &rows, open)
            }
            _ => return Err(Error::new_spanned(&input.ident, "a model has named fields")),
        },
        syn::Data::Enum(data) => enumeration_kind(&input.ident, data.variants.iter())?,
        syn::Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a model is no union")),
    };
    let name = &input.ident;
    let parameters: Vec<&Ident> = input.generics.type_params().map(|p| &p.ident).collect();
    let (implementation, arguments, _) = input.generics.split_for_impl();
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, tsify::Tsify)]
        #input
        impl #implementation crate::schema::Describe for #name #arguments
        where #(#parameters: crate::schema::Describe + 'static),*
        {
            const KIND: crate::schema::Kind = #body;
        }
    })
}

fn model_kind(
    name: &Ident,
    attributes: &[Attribute],
    generics: &Generics,
    rows: &[Tokens],
    open: bool,
) -> Tokens {
    let doc = doc(attributes);
    let arguments = generics.type_params().map(|parameter| {
        let ident = &parameter.ident;
        quote!(<#ident as crate::schema::Describe>::KIND)
    });
    quote! {
        crate::schema::Kind::Model(&crate::schema::Model {
            name: stringify!(#name),
            doc: #doc,
            declaration: <Self as tsify::Tsify>::DECL,
            arguments: &[#(#arguments),*],
            fields: &[#(#rows),*],
            open: #open,
        })
    }
}

fn enumeration_kind<'a>(
    name: &Ident,
    variants: impl Iterator<Item = &'a Variant>,
) -> Result<Tokens> {
    let values = variants.map(wire_name).collect::<Result<Vec<_>>>()?;
    Ok(quote! {
        crate::schema::Kind::Enum(&crate::schema::Enumeration {
            name: stringify!(#name),
            declaration: <Self as tsify::Tsify>::DECL,
            values: &[#(#values),*],
        })
    })
}

/// The value of `#[serde(rename = "…")]`, which every variant carries: the wire's spelling.
fn wire_name(variant: &Variant) -> Result<String> {
    let mut name = None;
    for attribute in variant.attrs.iter().filter(|a| a.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            }
            Ok(())
        })?;
    }
    name.ok_or_else(|| {
        Error::new_spanned(
            variant,
            "write #[serde(rename = \"…\")]: the wire's spelling",
        )
    })
}

/// One row of the table; rewrites the field so that serde and tsify see the same facts.
fn field_row(field: &mut Field, params: bool) -> Result<Tokens> {
    let Some(ident) = field.ident.clone() else {
        return Err(Error::new_spanned(&*field, "a model has named fields"));
    };
    let name = ident.to_string();
    let name = name.trim_start_matches("r#");
    let doc = doc(&field.attrs);
    let facts = facts(field)?;
    let ty = field.ty.clone();

    let optional = argument(&ty, "Option");
    let inner = optional.unwrap_or(&ty);
    if optional.is_some() {
        field
            .attrs
            .push(parse_quote!(#[serde(default, skip_serializing_if = "Option::is_none")]));
        field.attrs.push(parse_quote!(#[tsify(optional)]));
        if argument(inner, "Nullable").is_some() {
            // Without this serde takes `null` for a missing field.
            field
                .attrs
                .push(parse_quote!(#[serde(deserialize_with = "crate::schema::values::present")]));
        }
    }
    let client_default = ident_of(&ty).is_some_and(|ident| ident == "WorkspaceId");
    if client_default {
        field.attrs.push(parse_quote!(#[tsify(optional)]));
    }
    let mut override_type = facts.typescript(inner).or_else(|| typescript(inner));
    if params && (optional.is_some() || client_default) {
        let text = override_type.unwrap_or_else(|| typescript_name(inner));
        override_type = Some(format!("{text} | undefined"));
    }
    if let Some(text) = override_type {
        field.attrs.push(parse_quote!(#[tsify(type = #text)]));
    }

    let setters = &facts.setters;
    Ok(quote! {
        crate::schema::Field {
            #(#setters)*
            ..crate::schema::Field::of::<#ty>(#name, #doc)
        }
    })
}

#[derive(Default)]
struct Facts {
    setters: Vec<Tokens>,
    codes: Vec<i64>,
    open: bool,
}

impl Facts {
    /// `0 | 1`, or `0 | 10 | (number & {})` where further codes may come.
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

fn facts(field: &mut Field) -> Result<Facts> {
    let mut facts = Facts::default();
    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("field")) {
        attribute.parse_nested_meta(|meta| {
            let key = meta.path.require_ident()?.clone();
            let value: Expr = meta.value()?.parse()?;
            match key.to_string().as_str() {
                "min" | "max" | "min_length" | "max_length" | "min_items" => {
                    facts.setters.push(quote!(#key: Some(#value),));
                }
                "default" => facts.setters.push(quote!(default: #value,)),
                "format" => {
                    let variant = match text(&value)?.as_str() {
                        "date" => "Date",
                        "time" => "Time",
                        "date-time" => "DateTime",
                        "email" => "Email",
                        "uri" => "Uri",
                        _ => return Err(Error::new_spanned(value, "no such format")),
                    };
                    let variant = format_ident!("{variant}");
                    facts
                        .setters
                        .push(quote!(format: crate::schema::Format::#variant,));
                }
                "location" if text(&value)? == "query" => {
                    facts
                        .setters
                        .push(quote!(location: crate::schema::Location::Query,));
                }
                "known" | "only" => {
                    let Expr::Array(array) = &value else {
                        return Err(Error::new_spanned(value, "a list of codes"));
                    };
                    for code in &array.elems {
                        facts.codes.push(integer(code)?);
                    }
                    facts.open = key == "known";
                    let closed = !facts.open;
                    facts.setters.push(quote!(codes: &#value, closed: #closed,));
                }
                _ => return Err(Error::new_spanned(key, "no such fact of a field")),
            }
            Ok(())
        })?;
    }
    field
        .attrs
        .retain(|attribute| !attribute.path().is_ident("field"));
    Ok(facts)
}

/// The TypeScript of the types that tsify cannot know; `None` leaves the type to it.
fn typescript(ty: &Type) -> Option<String> {
    if let Some(inner) = argument(ty, "Nullable") {
        return Some(format!("{} | null", typescript_name(inner)));
    }
    (argument(ty, "Open").is_some() || mentions_own_names(ty)).then(|| typescript_name(ty))
}

fn mentions_own_names(ty: &Type) -> bool {
    ident_of(ty).is_some_and(|ident| {
        [
            "WorkspaceId",
            "Any",
            "StringOrInteger",
            "ArrayOrObject",
            "Map",
        ]
        .iter()
        .any(|name| ident == name)
    }) || argument(ty, "Vec").is_some_and(|inner| typescript(inner).is_some())
}

fn typescript_name(ty: &Type) -> String {
    if let Some(inner) = argument(ty, "Vec") {
        let inner = typescript_name(inner);
        return if inner.contains('|') {
            format!("({inner})[]")
        } else {
            format!("{inner}[]")
        };
    }
    if let Some(inner) = argument(ty, "ArrayOrObject") {
        let inner = typescript_name(inner);
        return format!("{inner}[] | Record<string, unknown>");
    }
    if let Some(inner) = argument(ty, "Map") {
        return format!("Record<string, {}>", typescript_name(inner));
    }
    if let Some(inner) = argument(ty, "Nullable") {
        return format!("{} | null", typescript_name(inner));
    }
    if let Some(inner) = argument(ty, "Open") {
        return format!("{} | (string & {{}})", typescript_name(inner));
    }
    let name = ident_of(ty).map(ToString::to_string).unwrap_or_default();
    match name.as_str() {
        "i64" | "f64" | "WorkspaceId" => "number".to_owned(),
        "String" => "string".to_owned(),
        "bool" => "boolean".to_owned(),
        "Any" => "unknown".to_owned(),
        "StringOrInteger" => "string | number".to_owned(),
        _ => name,
    }
}

fn ident_of(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// `T` where `ty` is `outer<T>`.
fn argument<'a>(ty: &'a Type, outer: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

fn doc(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) => text(&pair.value).ok(),
            _ => None,
        })
        .map(|line| line.trim().to_owned())
        .collect();
    lines.join("\n")
}

fn text(value: &Expr) -> Result<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Ok(text.value()),
        _ => Err(Error::new_spanned(value, "a text")),
    }
}

fn integer(value: &Expr) -> Result<i64> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse(),
        _ => Err(Error::new_spanned(value, "an integer")),
    }
}
