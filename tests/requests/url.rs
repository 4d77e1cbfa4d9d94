//! Ids in paths and values in queries.

use crate::support::{DELETE, decode, make};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn an_id_with_a_control_character_is_refused() {
    for id in ["abc\n", "\0", "a\tb", "\u{7f}"] {
        assert!(
            make(DELETE, &json!({ "time_entry_id": id })).is_err(),
            "{id:?}"
        );
    }
}

proptest! {
    #[test]
    fn an_id_of_any_letters_stays_one_segment_of_the_path(id in "\\PC+") {
        prop_assume!(id != "." && id != "..");
        let url = make(DELETE, &json!({ "time_entry_id": id })).unwrap().url;
        let segment = url.strip_prefix("https://h/api/time-entries/").unwrap();
        prop_assert!(!segment.contains(['/', '?', '#', ' ']) && segment.is_ascii());
        let decoded: Vec<u8> = decode(segment);
        prop_assert_eq!(String::from_utf8(decoded).unwrap(), id);
    }
}
