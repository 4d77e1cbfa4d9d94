//! Which page follows.

use webwork_sdk::response::paging::{PageObject, next, repeat_is_end};

fn page(object: &[(&str, f64)]) -> PageObject {
    let member = |name: &str| {
        let found = object.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    };
    PageObject {
        total: member("total"),
        per_page: member("per_page"),
        current_page: member("current_page"),
        last_page: member("last_page"),
        from: member("from"),
        to: member("to"),
    }
}

#[test]
fn the_last_page_decides_whether_another_one_follows() {
    let of_three = |current| page(&[("current_page", current), ("last_page", 3.0)]);
    assert_eq!(next(of_three(1.0), 1.0, 20), Some(2.0));
    assert_eq!(
        next(of_three(2.0), 2.0, 0),
        Some(3.0),
        "even if this page is empty"
    );
    assert_eq!(next(of_three(3.0), 3.0, 20), None);
}

#[test]
fn the_total_decides_where_there_is_no_last_page() {
    let of_45 = page(&[("total", 45.0), ("per_page", 20.0)]);
    assert_eq!(
        [1.0, 2.0, 3.0].map(|at| next(of_45, at, 20)),
        [Some(2.0), Some(3.0), None]
    );
    let without_size = page(&[("total", 45.0), ("per_page", 0.0)]);
    assert_eq!(next(without_size, 1.0, 20), Some(2.0));
}

#[test]
fn without_a_page_object_every_page_with_items_has_a_next_one() {
    let none = PageObject::default();
    assert!(none.is_empty());
    assert_eq!(next(none, 4.0, 1), Some(5.0), "servers cap per_page");
    assert_eq!(next(none, 4.0, 0), None);
}

#[test]
fn a_page_object_that_stays_behind_makes_no_circle() {
    let stuck = page(&[("current_page", 1.0), ("last_page", 9.0)]);
    assert_eq!(next(stuck, 5.0, 20), Some(6.0));
    assert_eq!(next(stuck, 9.0, 20), None);
}

#[test]
fn a_repeated_page_ends_a_list_only_if_it_is_short_and_no_page_object_knows_the_end() {
    let none = PageObject::default();
    assert!(repeat_is_end(none, 20.0, 19));
    assert!(repeat_is_end(none, 20.0, 0));
    assert!(
        !repeat_is_end(none, 20.0, 20),
        "the server goes round in circles"
    );
    assert!(!repeat_is_end(page(&[("last_page", 3.0)]), 20.0, 5));
    assert!(!repeat_is_end(
        page(&[("total", 45.0), ("per_page", 20.0)]),
        20.0,
        5
    ));
    assert!(repeat_is_end(page(&[("total", 45.0)]), 20.0, 5));
}
