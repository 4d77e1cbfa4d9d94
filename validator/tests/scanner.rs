//! The scanner finds where values begin and end, and stops at what is not JSON.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use webwork_validator::tables::Tag;
use webwork_validator::{JsonType, Malformed, Scanner};

const TEXT: &str = r#" { "a" : [1, -2.5e3, "x\"]", {"b":null}] , "c":true, "d":{} } "#;

#[test]
fn members_and_elements_are_returned_as_they_are_written() {
    let mut scanner = Scanner::new(TEXT.as_bytes());
    assert_eq!(scanner.next_type(), Ok(JsonType::Object));
    scanner.enter();
    assert_eq!(scanner.member(), Ok(Some(&b"a"[..])));
    assert_eq!(scanner.next_type(), Ok(JsonType::Array));
    scanner.enter();
    let mut elements = Vec::new();
    while scanner.element().unwrap() {
        elements.push(str::from_utf8(scanner.skip().unwrap()).unwrap());
    }
    assert_eq!(elements, ["1", "-2.5e3", r#""x\"]""#, r#"{"b":null}"#]);
    assert_eq!(scanner.member(), Ok(Some(&b"c"[..])));
    assert_eq!(scanner.next_type(), Ok(JsonType::Boolean));
    assert_eq!(scanner.literal(), Ok(&b"true"[..]));
    assert_eq!(scanner.member(), Ok(Some(&b"d"[..])));
    assert_eq!(scanner.skip(), Ok(&b"{}"[..]));
    assert_eq!(scanner.member(), Ok(None));
}

#[test]
fn a_text_that_is_cut_off_is_malformed_wherever_it_ends() {
    let text = TEXT.trim();
    for end in 0..text.len() {
        let mut scanner = Scanner::new(&text.as_bytes()[..end]);
        assert_eq!(scanner.skip(), Err(Malformed), "{end}");
    }
    assert_eq!(Scanner::new(text.as_bytes()).skip(), Ok(text.as_bytes()));
}

#[test]
fn a_quote_is_found_at_any_distance_and_not_behind_a_backslash() {
    for length in 0..40 {
        let plain = "é".repeat(length);
        let text = format!("\"{plain}\\\"{plain}\" rest");
        let mut scanner = Scanner::new(text.as_bytes());
        let expected = format!("{plain}\\\"{plain}");
        assert_eq!(scanner.string(), Ok(expected.as_bytes()), "{length}");
    }
}

#[test]
fn a_key_is_taken_only_if_it_is_the_whole_key_with_its_colon() {
    for (text, key, taken) in [
        (r#""duration_minutes":1"#, "duration_minutes", true),
        (r#""duration_minutes" :1"#, "duration_minutes", false),
        (r#""duration_minutes2":1"#, "duration_minutes", false),
        (r#""duration_minuteS":1"#, "duration_minutes", false),
        (r#""id""#, "id", false),
        ("", "id", false),
    ] {
        let mut scanner = Scanner::new(text.as_bytes());
        assert_eq!(scanner.take_key(key.as_bytes()), taken, "{text}");
        let expected = if taken {
            Ok(&b"1"[..])
        } else {
            Scanner::new(text.as_bytes()).skip()
        };
        assert_eq!(
            scanner.skip(),
            expected,
            "a key that is not taken is not stepped over: {text}"
        );
    }
}

#[test]
fn a_simple_value_is_taken_only_if_it_is_of_the_type_and_complete() {
    for (text, tag, nullable, taken) in [
        ("17,", Tag::Integer, false, true),
        ("17}", Tag::Number, false, true),
        ("17.5,", Tag::Integer, false, false),
        ("17 ,", Tag::Integer, false, false),
        ("-17,", Tag::Integer, false, false),
        (r#""x","#, Tag::String, false, true),
        (r#""x","#, Tag::Integer, false, false),
        (r#""x"#, Tag::String, false, false),
        ("null,", Tag::String, true, true),
        ("null,", Tag::String, false, false),
        ("true,", Tag::Boolean, false, false),
    ] {
        let mut scanner = Scanner::new(text.as_bytes());
        assert_eq!(
            scanner.take_simple(tag, nullable),
            taken,
            "{text} as {tag:?}"
        );
    }
}
