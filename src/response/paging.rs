//! Which page follows.

/// The server's page object, wherever it stood; members it did not send are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageObject {
    /// Records in all.
    pub total: Option<f64>,
    /// Records per page.
    pub per_page: Option<f64>,
    /// This page.
    pub current_page: Option<f64>,
    /// The last page.
    pub last_page: Option<f64>,
}

/// The number of the next page. The server's word goes first; where it says nothing, a page that is
/// not full is the last. The result is always greater than the page asked for, so that no answer
/// makes a walk go round in circles.
#[must_use]
pub fn next(page: PageObject, asked: f64, per_page: f64, items: usize) -> Option<f64> {
    let current = page.current_page.unwrap_or(asked).max(asked);
    let last = page.last_page.or_else(|| {
        let per_page = page.per_page.filter(|size| *size >= 1.0)?;
        page.total.map(|total| (total / per_page).ceil())
    });
    let more = match last {
        Some(last) => current < last,
        None => per_page >= 1.0 && items as f64 >= per_page,
    };
    more.then_some(current + 1.0)
}

/// The number that was sent as a query parameter.
#[must_use]
pub fn sent_number(url: &str, name: &str) -> Option<f64> {
    let (_, query) = url.split_once('?')?;
    let value = query
        .split('&')
        .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
    value.bytes().try_fold(0.0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10.0 + f64::from(byte - b'0'))
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_next_page_lies_always_beyond_the_one_asked_for(
            total in prop::option::of(0.0..1e6), per_page in prop::option::of(0.0..200.0),
            current_page in prop::option::of(0.0..1e6), last_page in prop::option::of(0.0..1e6),
            asked in 1.0..1e6, size in 0.0..100.0, items in 0_usize..200,
        ) {
            let page = PageObject { total, per_page, current_page, last_page };
            if let Some(next) = next(page, asked, size, items) {
                prop_assert!(next > asked);
                if let Some(last) = last_page {
                    prop_assert!(next <= last.ceil() + 1.0);
                }
            }
        }

        #[test]
        fn following_a_server_ends_after_its_last_page(records in 0_usize..500, per_page in 1_usize..100, with_object in any::<bool>()) {
            let mut asked = 1.0;
            let mut seen = 0;
            let mut pages = 0;
            loop {
                let items = per_page.min(records - seen);
                seen += items;
                pages += 1;
                prop_assert!(pages <= records / per_page + 1);
                let last = records.div_ceil(per_page).max(1) as f64;
                let page = if with_object {
                    PageObject { current_page: Some(asked), last_page: Some(last), ..PageObject::default() }
                } else {
                    PageObject::default()
                };
                match next(page, asked, per_page as f64, items) {
                    Some(next) => asked = next,
                    None => break,
                }
            }
            prop_assert_eq!(seen, records);
        }
    }

    #[test]
    fn numbers_are_read_back_from_the_url() {
        assert_eq!(
            sent_number("https://h/p?per_page=50&page=3", "page"),
            Some(3.0)
        );
        assert_eq!(
            sent_number("https://h/p?per_page=50&page=3", "per_page"),
            Some(50.0)
        );
        assert_eq!(sent_number("https://h/p?date=2026", "page"), None);
    }
}
