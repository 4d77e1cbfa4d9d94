//! Ids in paths and values in queries.

use crate::support::{DELETE, decode, make};
use proptest::prelude::*;
use serde_json::json;

proptest! {
    #[test]
    fn an_id_of_any_letters_stays_one_segment_of_the_path(id in any::<String>()) {
        prop_assume!(!matches!(&*id, "" | "." | ".."));
        let url = make(DELETE, &json!({ "time_entry_id": id })).unwrap().url;
        let segment = url.strip_prefix("https://h/api/time-entries/").unwrap();
        prop_assert!(!segment.contains(['/', '?', '#', ' ']) && segment.is_ascii());
        let decoded: Vec<u8> = decode(segment);
        prop_assert_eq!(String::from_utf8(decoded).unwrap(), id);
    }
}
