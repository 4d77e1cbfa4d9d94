//! The functions of wasm-bindgen's glue, without what they do for other callers than ours.

/// A function of the glue, as esbuild prints it.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    parameters: String,
    body: String,
}

/// Takes the function with this name out of the statements of a module; `None` where it is something else
/// than a function, or used elsewhere too.
pub fn take(statements: &mut String, name: &str) -> Option<Function> {
    let head = format!("function {name}(");
    let at = statements.find(&head)?;
    let rest = &statements[at + head.len()..];
    let (parameters, rest) = rest.split_once(") {\n")?;
    let (body, rest) = rest.split_once("\n}\n")?;
    let function = Function {
        parameters: parameters.to_owned(),
        body: body.to_owned(),
    };
    let others = format!("{}{rest}", &statements[..at]);
    let is_used = words(&others).any(|word| word == name);
    (!is_used).then(|| {
        *statements = others;
        function
    })
}

impl Function {
    /// The function as a method of an object.
    pub fn method(&self, name: &str) -> String {
        let Self { parameters, body } = self;
        format!("{name}({parameters}) {{\n{body}\n}}")
    }

    /// The function as a member of an object: the export of the wasm itself, where it is only passed its
    /// arguments.
    pub fn export(&self, name: &str) -> String {
        let body = direct(&self.body);
        let call = format!("wasm.{name}({});", self.parameters);
        let returned = format!("const ret = {call}return ret;");
        let statements: String = body.lines().map(str::trim).collect();
        if statements == call || statements == returned {
            return format!("{name}: wasm.{name}");
        }
        Self {
            parameters: self.parameters.clone(),
            body,
        }
        .method(name)
    }
}

/// A body that passes its arguments on directly. wasm-bindgen first
///
/// - makes numbers of numbers and booleans, as the call of the wasm does;
/// - puts the pointer and the length of each string into variables;
/// - prepares to free them where the next one cannot be passed. Then the wasm has trapped, and nobody uses
///   its memory any more.
fn direct(body: &str) -> String {
    let mut arguments = Vec::new();
    let mut kept = String::new();
    let mut frees = false;
    let mut lines = body.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line.starts_with("let ptr") {
            frees = true;
            lines.next();
        } else if frees && line.starts_with("} catch") {
            lines.find(|line| line.starts_with("throw"));
            lines.next();
        } else if let Some(argument) = argument(line) {
            arguments.push(argument);
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    words_and_gaps(kept.trim_end())
        .map(|part| {
            let argument = arguments.iter().find(|(variable, _)| *variable == part);
            argument.map_or(part, |(_, value)| value)
        })
        .collect()
}

/// The variable and the value of a statement that prepares an argument.
fn argument(statement: &str) -> Option<(&str, &str)> {
    let assignment = statement.strip_suffix(';')?;
    let assignment = assignment.strip_prefix("const ").unwrap_or(assignment);
    let (variable, value) = assignment.split_once(" = ")?;
    let number = ["val", "ptr", "len"]
        .iter()
        .find_map(|kind| variable.strip_prefix(kind))?;
    let is_argument = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    is_argument.then(|| (variable, value.trim_start_matches('+')))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_word(letter))
}

/// The words of a program, and what is between them.
fn words_and_gaps(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = rest.find(|letter| is_word(letter) != is_word(first));
        let (part, others) = rest.split_at(end.unwrap_or(rest.len()));
        rest = others;
        Some(part)
    })
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(name: &str, text: &str) -> Option<String> {
        Some(take(&mut text.to_owned(), name)?.export(name))
    }

    #[test]
    fn a_function_is_taken_out_of_the_text() {
        let mut text = "var a;\nfunction f(b, c) {\n  b.c = c;\n}\nfunction g() {\n}\n".to_owned();
        let function = take(&mut text, "f");
        assert_eq!(
            function.map(|function| function.method("i0")).as_deref(),
            Some("i0(b, c) {\n  b.c = c;\n}")
        );
        assert_eq!(text, "var a;\nfunction g() {\n}\n");
    }

    #[test]
    fn what_is_used_elsewhere_or_no_function_stays() {
        let used = "function f() {\n  g();\n}\nfunction g() {\n  1;\n}\n";
        let mut text = used.to_owned();
        assert_eq!(take(&mut text, "g"), None);
        assert_eq!(take(&mut text, "h"), None);
        assert_eq!(take(&mut "var C = class {\n};\n".to_owned(), "C"), None);
        assert_eq!(text, used);
    }

    #[test]
    fn an_export_that_is_only_passed_its_arguments_needs_no_function() {
        let text = "function now(a, b) {\n  const ret = wasm.now(a, b);\n  return ret;\n}\n";
        assert_eq!(export("now", text).as_deref(), Some("now: wasm.now"));
        let text = "function set(a) {\n  const val0 = +a;\n  wasm.set(val0);\n}\n";
        assert_eq!(export("set", text).as_deref(), Some("set: wasm.set"));
        let text = "function open() {\n  const ret = wasm.open();\n  return ret >>> 0;\n}\n";
        assert_eq!(
            export("open", text).as_deref(),
            Some("open() {\nconst ret = wasm.open();\nreturn ret >>> 0;\n}")
        );
    }

    #[test]
    fn strings_are_passed_directly() {
        let text = "\
function say(a, b, c) {
  const val2 = +c;
  let ptr0, len0, ptr1, len1;
  try {
    ptr0 = pass(a);
    len0 = LENGTH;
    ptr1 = isLikeNone(b) ? 0 : pass(b);
    len1 = LENGTH;
  } catch (e) {
    if (ptr0) {
      free(ptr0);
    }
    throw e;
  }
  wasm.say(ptr0, len0, val2, ptr1, len1);
}
";
        assert_eq!(
            export("say", text).as_deref(),
            Some(
                "say(a, b, c) {\nwasm.say(pass(a), LENGTH, c, isLikeNone(b) ? 0 : pass(b), LENGTH);\n}"
            )
        );
    }
}
