//! Generates TypeScript from descriptions of an API: models, interfaces of resources, names.

use super::{Kind, Model, Operation, Resource};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The declarations of all models that operations use, and of the enumerations in them.
#[must_use]
pub fn models(resources: &[Resource]) -> String {
    let mut seen = Declarations::default();
    for operation in resources.iter().flat_map(|resource| resource.operations) {
        seen.visit(operation.params);
        match item(operation) {
            // The envelope of a list is `Page`.
            Some(item) => seen.visit_item(item),
            None => seen.visit(operation.response),
        }
    }
    let mut text = String::from("import type { Page } from \"../paging/page.js\";\n");
    for (_, declaration) in &seen.declarations {
        let _ = write!(text, "\n{}\n", declaration.trim_end());
    }
    for item in seen.items {
        let _ = write!(
            text,
            "\n/** One page of a list of {{@link {item}}} items. */\nexport type {item}Page = Page<{item}>;\n"
        );
    }
    text
}

/// The names of the operations of each resource, in the order of their indices. A star marks those
/// that return a page.
#[must_use]
pub fn operations(resources: &[Resource]) -> String {
    let mut text = String::from("export const operations = {\n");
    for resource in resources {
        let names: Vec<String> = resource
            .operations
            .iter()
            .map(|operation| {
                let star = if operation.paginated { "*" } else { "" };
                format!("\"{}{star}\"", operation.name)
            })
            .collect();
        let _ = writeln!(text, "  {}: [{}],", resource.name, names.join(", "));
    }
    let _ = write!(
        text,
        "}} as const satisfies Record<string, readonly string[]>;\n\nexport const version = \"{}\";\n",
        env!("CARGO_PKG_VERSION"),
    );
    text
}

/// What the contract file says about the vendor's documentation of an operation.
#[derive(Debug, Default)]
pub struct Documentation {
    /// It shows the operation in full.
    pub complete: bool,
    /// The error statuses that it lists.
    pub error_statuses: Vec<String>,
}

/// The resource that has helpers beside its operations. They are written in TypeScript.
const WITH_HELPERS: &str = "TimeEntries";

/// The interface of each resource. `documentation` is by `operationId`; it goes into doc comments.
#[must_use]
pub fn resources(
    resources: &[Resource],
    documentation: &BTreeMap<String, Documentation>,
) -> String {
    let mut types = Vec::new();
    let mut interfaces = String::new();
    let mut all =
        String::from("\n/** Every resource of the API. */\nexport interface Resources {\n");
    for resource in resources {
        let _ = write!(
            interfaces,
            "\n{}export interface {}{} {{",
            comment(resource.doc, ""),
            resource.interface,
            if resource.interface == WITH_HELPERS {
                " extends TimeEntryHelpers"
            } else {
                ""
            },
        );
        for operation in resource.operations {
            interfaces.push_str(&signature(
                operation,
                documentation.get(operation.id),
                &mut types,
            ));
        }
        interfaces.push_str("}\n");
        let _ = writeln!(
            all,
            "{}  readonly {}: {};",
            comment(resource.doc, "  "),
            resource.name,
            resource.interface
        );
    }
    all.push_str("}\n");

    types.sort_unstable();
    types.dedup();
    format!(
        "import type {{ TimeEntryHelpers }} from \"../bulk/types.js\";\n\
         import type {{ CallOptions }} from \"../client/options.js\";\n\
         import type {{ ApiPromise }} from \"../paging/api-promise.js\";\n\
         import type {{ PagePromise }} from \"../paging/page-promise.js\";\n\
         import type {{ {} }} from \"./models.js\";\n\
         {interfaces}{all}",
        types.join(", "),
    )
}

/// The TypeScript name of a kind.
#[must_use]
pub fn type_name(kind: Kind) -> String {
    match kind {
        Kind::Any => "unknown".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer | Kind::Number => "number".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::StringOrInteger => "string | number".to_owned(),
        Kind::Enum(enumeration) => enumeration.name.to_owned(),
        Kind::OpenEnum(enumeration) => format!("{} | (string & {{}})", enumeration.name),
        Kind::Array(item) => match type_name(*item) {
            name if name.contains('|') => format!("({name})[]"),
            name => format!("{name}[]"),
        },
        Kind::ArrayOrObject(item) => format!("{}[] | Record<string, unknown>", type_name(*item)),
        Kind::Map(value) => format!("Record<string, {}>", type_name(*value)),
        Kind::Model(Model {
            name,
            arguments: [],
            ..
        }) => (*name).to_owned(),
        Kind::Model(model) => {
            let arguments: Vec<String> = model
                .arguments
                .iter()
                .map(|kind| type_name(*kind))
                .collect();
            format!("{}<{}>", model.name, arguments.join(", "))
        }
    }
}

/// The kind of the items of a paginated response.
#[must_use]
pub fn item(operation: &Operation) -> Option<Kind> {
    let Kind::Model(envelope) = operation.response else {
        return None;
    };
    let data = envelope.fields.iter().find(|field| field.name == "data")?;
    match data.kind {
        Kind::Array(item) | Kind::ArrayOrObject(item) if operation.paginated => Some(*item),
        _ => None,
    }
}

fn signature(
    operation: &Operation,
    documentation: Option<&Documentation>,
    types: &mut Vec<String>,
) -> String {
    let params = type_name(operation.params);
    let response = match item(operation) {
        Some(item) => {
            let name = type_name(item);
            types.push(name.clone());
            match item {
                // Nothing is documented, not even that it is an array.
                Kind::Model(row) if row.open && row.fields.is_empty() => {
                    format!("PagePromise<{name}, {name}[] | {name}>")
                }
                _ => format!("PagePromise<{name}>"),
            }
        }
        None => {
            let name = type_name(operation.response);
            types.extend(names_in(operation.response));
            format!("ApiPromise<{name}>")
        }
    };
    types.push(params.clone());
    let optional = match operation.params {
        Kind::Model(model)
            if model
                .fields
                .iter()
                .all(|field| field.optional || field.client_default) =>
        {
            "?"
        }
        _ => "",
    };
    format!(
        "\n{}  {}(params{optional}: {params}, options?: CallOptions): {response};\n",
        comment(&method_doc(operation, documentation), "  "),
        operation.name
    )
}

fn method_doc(operation: &Operation, documentation: Option<&Documentation>) -> String {
    let mut doc = format!(
        "{}\n\n`{} {}`\n\n",
        operation.doc,
        operation.method.name(),
        operation.path
    );
    if documentation.is_none_or(|documentation| !documentation.complete) {
        doc.push_str("@remarks Not fully documented by the vendor.\n");
    }
    doc.push_str("@throws {InvalidArgumentError} if a parameter is invalid. Nothing is sent.\n");
    doc.push_str("@throws {WebWorkError} if the call fails.");
    if let Some(Documentation { error_statuses, .. }) = documentation
        && !error_statuses.is_empty()
    {
        let _ = write!(doc, " Documented statuses: {}.", error_statuses.join(", "));
    }
    doc
}

/// The declaration of a model; that of an open one with an index signature.
fn declaration(model: &Model) -> String {
    let declaration = match model.declaration.rsplit_once('}') {
        Some((members, _)) if model.open => format!(
            "{}\n    /** Other members that the server sends. Not documented. */\n    [member: string]: unknown;\n}}",
            members.trim_end()
        ),
        _ => model.declaration.to_owned(),
    };
    if model.name.ends_with("Params") {
        with_readonly_arrays(&declaration)
    } else {
        declaration
    }
}

/// Parameters are not changed, so that an array of the user's may be `readonly`.
fn with_readonly_arrays(declaration: &str) -> String {
    let lines: Vec<String> = declaration
        .lines()
        .map(|line| {
            let is_comment = line.trim_start().starts_with(['*', '/']);
            if line.contains("[]") && !is_comment {
                line.replacen(": ", ": readonly ", 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    lines.join("\n")
}

fn names_in(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Model(model) => {
            let mut names = vec![model.name.to_owned()];
            names.extend(model.arguments.iter().flat_map(|kind| names_in(*kind)));
            names
        }
        Kind::Enum(enumeration) | Kind::OpenEnum(enumeration) => {
            vec![enumeration.name.to_owned()]
        }
        Kind::Array(inner) | Kind::ArrayOrObject(inner) | Kind::Map(inner) => names_in(*inner),
        _ => Vec::new(),
    }
}

fn comment(text: &str, indent: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| format!("{indent} * {line}").trim_end().to_owned())
        .collect();
    format!("{indent}/**\n{}\n{indent} */\n", lines.join("\n"))
}

#[derive(Default)]
struct Declarations {
    declarations: Vec<(&'static str, String)>,
    items: Vec<&'static str>,
}

impl Declarations {
    fn visit(&mut self, kind: Kind) {
        match kind {
            Kind::Model(model) => {
                for argument in model.arguments {
                    self.visit(*argument);
                }
                self.declare(model.name, declaration(model));
                for field in model.fields {
                    self.visit(field.kind);
                }
            }
            Kind::Enum(enumeration) | Kind::OpenEnum(enumeration) => {
                self.declare(enumeration.name, enumeration.declaration.to_owned());
            }
            Kind::Array(inner) | Kind::ArrayOrObject(inner) | Kind::Map(inner) => {
                self.visit(*inner)
            }
            Kind::Any
            | Kind::Boolean
            | Kind::Integer
            | Kind::Number
            | Kind::String
            | Kind::StringOrInteger => {}
        }
    }

    fn visit_item(&mut self, item: Kind) {
        self.visit(item);
        if let Kind::Model(model) = item
            && !model.fields.is_empty()
        {
            self.items.push(model.name);
        }
    }

    fn declare(&mut self, name: &'static str, declaration: String) {
        if !self.declarations.iter().any(|(known, _)| *known == name) {
            self.declarations.push((name, declaration));
        }
    }
}
