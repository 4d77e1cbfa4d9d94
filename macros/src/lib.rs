//! `#[model]`: one Rust type, three uses.
//!
//! A struct or an enum under `#[model]` becomes
//!
//! - a serde type, which the sandbox reads and writes;
//! - a TypeScript declaration, through tsify;
//! - a description (`webwork_sdk::schema::Describe`), from which the tables are made that the SDK
//!   validates parameters and responses against.
//!
//! | module | what is in it |
//! |---|---|
//! | `field` | reads `#[field(…)]`; describes a field to `Describe`, serde and tsify |
//! | `typescript` | TypeScript for the types that tsify does not know |

mod field;
mod typescript;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    Attribute, DeriveInput, Error, Expr, ExprLit, Fields, Generics, Ident, Lit, Result, Variant,
};

/// Makes a struct or an enum a model of the API. See the crate documentation.
///
/// Fields take `#[field(…)]` with any of
///
/// - `format = "date" | "time" | "date-time" | "email" | "uri"`;
/// - `min = N`, `max = N`, `min_length = N`, `max_length = N`, `min_items = N`;
/// - `default = "JSON"`: the value that the server assumes;
/// - `location = "query"`, for a parameter that is not sent where its HTTP method suggests;
/// - `known = [1, 2, 3]` or `only = [0, 1]`: the documented codes of an integer; `only` refuses any
///   other code in a request.
///
/// `#[model(params)]` marks the parameters of an operation. Their optional members also accept
/// `undefined`, for callers who compile with `exactOptionalPropertyTypes`.
///
/// `#[model(open)]` marks a response whose documentation leaves members out. Its TypeScript type has
/// an index signature.
#[proc_macro_attribute]
pub fn model(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(item as DeriveInput);
    let argument = attribute.to_string();
    if !matches!(argument.as_str(), "" | "params" | "open") {
        return Error::new_spanned(
            &input.ident,
            "expected #[model], #[model(params)] or #[model(open)]",
        )
        .into_compile_error()
        .into();
    }
    expand(input, argument == "params", argument == "open")
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(mut input: DeriveInput, params: bool, open: bool) -> Result<Tokens> {
    let body = match &mut input.data {
        syn::Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) => {
                let fields = fields
                    .named
                    .iter_mut()
                    .map(|field| field::describe(field, params))
                    .collect::<Result<Vec<_>>>()?;
                model_kind(&input.ident, &input.attrs, &input.generics, &fields, open)
            }
            _ => {
                return Err(Error::new_spanned(
                    &input.ident,
                    "a model needs named fields",
                ));
            }
        },
        syn::Data::Enum(data) => enumeration_kind(&input.ident, data.variants.iter())?,
        syn::Data::Union(_) => {
            return Err(Error::new_spanned(
                &input.ident,
                "a union cannot be a model",
            ));
        }
    };
    let name = &input.ident;
    let parameters: Vec<&Ident> = input.generics.type_params().map(|p| &p.ident).collect();
    let (implementation, arguments, _) = input.generics.split_for_impl();
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, tsify::Tsify)]
        #input
        impl #implementation crate::schema::Describe for #name #arguments
        where #(
            #parameters: crate::schema::Describe + serde::Serialize + serde::de::DeserializeOwned + 'static
        ),*
        {
            const KIND: crate::schema::Kind = #body;
        }
    })
}

fn model_kind(
    name: &Ident,
    attributes: &[Attribute],
    generics: &Generics,
    fields: &[Tokens],
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
            fields: &[#(#fields),*],
            open: #open,
            #[cfg(not(target_arch = "wasm32"))]
            rewrite: |value| serde_json::to_value(serde_json::from_value::<Self>(value)?),
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

/// The value of `#[serde(rename = "…")]`, the spelling on the wire. Every variant must have it.
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
            "add #[serde(rename = \"…\")] with the spelling on the wire",
        )
    })
}

/// The text of the doc comments.
fn doc(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) => string(&pair.value).ok(),
            _ => None,
        })
        .map(|line| line.trim().to_owned())
        .collect();
    lines.join("\n")
}

/// The value of a string literal.
fn string(value: &Expr) -> Result<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(string),
            ..
        }) => Ok(string.value()),
        _ => Err(Error::new_spanned(value, "expected a string")),
    }
}

/// The value of an integer literal.
fn integer(value: &Expr) -> Result<i64> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse(),
        _ => Err(Error::new_spanned(value, "expected an integer")),
    }
}
