//! Which rows of a page are new. Records that move to a later page while a list is read come once.

use crate::hash::hash;
use crate::json::{JsonType, Scanner};

/// Rows of so many pages are remembered, so that memory stays constant.
const PAGES_REMEMBERED: usize = 10;

/// So many pages in a row without a new row mean that the server goes round in circles.
const PAGES_WITHOUT_NEWS: u32 = 3;

/// What to do with a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// Pass its rows on, except those at these indices: equal ones were on an earlier page.
    Rows(Vec<u32>),
    /// The list has ended: the page is empty or repeats earlier ones.
    End,
    /// The list does not end: page after page brings nothing new.
    Endless,
}

/// Tells new rows from those that were on an earlier page. Rows are equal if their JSON is.
#[derive(Debug, Default)]
pub struct RowFilter {
    pages: Vec<Vec<u64>>,
    without_news: u32,
}

impl RowFilter {
    /// Takes a page in. `rows` is the JSON text of an array; `repeat_is_end`: a page that repeats
    /// earlier ones is the end of the list.
    pub fn page(&mut self, rows: &[u8], repeat_is_end: bool) -> Page {
        let hashes = hashes(rows);
        let known = |hash: &u64| {
            let mut pages = self.pages.iter();
            // A search in order: to sort weighs a kilobyte, and pages are short.
            pages.any(|page| page.contains(hash))
        };
        let repeated: Vec<u32> = (0..)
            .zip(&hashes)
            .filter(|(_, hash)| known(hash))
            .map(|(index, _)| index)
            .collect();
        let is_first = self.pages.is_empty();
        let has_news = repeated.len() < hashes.len();
        self.pages.push(hashes);
        if self.pages.len() > PAGES_REMEMBERED {
            self.pages.remove(0);
        }
        if has_news || is_first {
            self.without_news = 0;
        } else if repeat_is_end {
            return Page::End;
        } else {
            self.without_news += 1;
        }
        if self.without_news >= PAGES_WITHOUT_NEWS {
            Page::Endless
        } else {
            Page::Rows(repeated)
        }
    }
}

fn hashes(rows: &[u8]) -> Vec<u64> {
    let mut hashes = Vec::new();
    let mut scanner = Scanner::new(rows);
    if scanner.next_type() == Ok(JsonType::Array) {
        scanner.enter();
        while let Ok(true) = scanner.element() {
            let Ok(row) = scanner.skip() else { break };
            hashes.push(hash(row));
        }
    }
    hashes
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(rows: &[u32]) -> Vec<u8> {
        serde_json::to_vec(rows).unwrap_or_default()
    }

    #[test]
    fn equal_rows_of_one_page_are_both_kept() {
        let mut filter = RowFilter::default();
        assert_eq!(filter.page(&page(&[1, 1, 2]), false), Page::Rows(vec![]));
    }

    #[test]
    fn a_row_of_an_earlier_page_is_dropped_wherever_it_comes_back() {
        let mut filter = RowFilter::default();
        filter.page(&page(&[1, 2]), false);
        assert_eq!(
            filter.page(&page(&[2, 3, 1]), false),
            Page::Rows(vec![0, 2])
        );
    }

    #[test]
    fn rows_with_the_same_id_and_different_content_are_different_rows() {
        let mut filter = RowFilter::default();
        filter.page(br#"[{"id":1,"minutes":5}]"#, false);
        let other = filter.page(br#"[{"id":1,"minutes":6}]"#, false);
        assert_eq!(other, Page::Rows(vec![]));
    }

    #[test]
    fn a_repeated_or_empty_page_ends_a_list_without_a_page_object() {
        for last in [&[1, 2][..], &[2][..], &[][..]] {
            let mut filter = RowFilter::default();
            filter.page(&page(&[1, 2]), true);
            assert_eq!(filter.page(&page(last), true), Page::End);
        }
    }

    #[test]
    fn three_pages_without_a_new_row_are_endless_where_the_page_object_promises_more() {
        let mut filter = RowFilter::default();
        let results = [0; 4].map(|_| filter.page(&page(&[1]), false));
        assert_eq!(
            results,
            [
                Page::Rows(vec![]),
                Page::Rows(vec![0]),
                Page::Rows(vec![0]),
                Page::Endless
            ]
        );
    }

    proptest! {
        #[test]
        fn rows_that_shift_between_pages_come_once(
            total in 1_usize..200, per_page in 2_usize..20, inserted in prop::collection::vec(any::<bool>(), 1..100),
        ) {
            // While the list is read, new records appear at its top and push the others down.
            let mut records: Vec<u32> = (0..u32::try_from(total).unwrap_or(0)).rev().collect();
            let mut filter = RowFilter::default();
            let mut seen = Vec::new();
            for number in 0..records.len() + inserted.len() {
                let start = number * per_page;
                if start >= records.len() {
                    break;
                }
                let rows = &records[start..(start + per_page).min(records.len())];
                match filter.page(&page(rows), false) {
                    Page::Rows(repeated) => {
                        seen.extend((0..).zip(rows).filter(|(index, _)| !repeated.contains(index)).map(|(_, row)| *row));
                    }
                    Page::End | Page::Endless => prop_assert!(false, "ended too early"),
                }
                if inserted.get(number) == Some(&true) {
                    records.insert(0, u32::try_from(1_000 + number).unwrap_or(0));
                }
            }
            let mut unique = seen.clone();
            unique.sort_unstable();
            unique.dedup();
            prop_assert_eq!(unique.len(), seen.len(), "a row came twice");
            for row in 0..u32::try_from(total).unwrap_or(0) {
                prop_assert!(seen.contains(&row), "row {} is missing", row);
            }
        }
    }
}
