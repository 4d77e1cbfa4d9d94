//! TypeScript for types that tsify does not know: those of `webwork_sdk::schema::values`.

use syn::{GenericArgument, Ident, PathArguments, Type};

/// The TypeScript of a type that tsify does not know; `None` if it does.
pub fn override_for(ty: &Type) -> Option<String> {
    if let Some(inner) = argument(ty, "Nullable") {
        return Some(format!("{} | null", name_of(inner)));
    }
    (argument(ty, "Open").is_some() || is_our_own(ty)).then(|| name_of(ty))
}

fn is_our_own(ty: &Type) -> bool {
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
    }) || argument(ty, "Vec").is_some_and(|inner| override_for(inner).is_some())
}

/// The TypeScript name of a type.
pub fn name_of(ty: &Type) -> String {
    if let Some(inner) = argument(ty, "Vec") {
        let inner = name_of(inner);
        return if inner.contains('|') {
            format!("({inner})[]")
        } else {
            format!("{inner}[]")
        };
    }
    if let Some(inner) = argument(ty, "ArrayOrObject") {
        let inner = name_of(inner);
        return format!("{inner}[] | Record<string, unknown>");
    }
    if let Some(inner) = argument(ty, "Map") {
        return format!("Record<string, {}>", name_of(inner));
    }
    if let Some(inner) = argument(ty, "Nullable") {
        return format!("{} | null", name_of(inner));
    }
    if let Some(inner) = argument(ty, "Open") {
        return format!("{} | (string & {{}})", name_of(inner));
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

/// The last part of the path of a type.
pub fn ident_of(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// `T`, if `ty` is `outer<T>`.
pub fn argument<'a>(ty: &'a Type, outer: &str) -> Option<&'a Type> {
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
