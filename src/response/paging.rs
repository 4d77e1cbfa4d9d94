//! Which page follows.

/// The page object of a response, wherever the server put it; members that it left out are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageObject {
    /// Records in all.
    pub total: Option<f64>,
    /// Records per page.
    pub per_page: Option<f64>,
    /// Number of this page.
    pub current_page: Option<f64>,
    /// Number of the last page.
    pub last_page: Option<f64>,
    /// Number of the first record of this page.
    pub from: Option<f64>,
    /// Number of the last record of this page.
    pub to: Option<f64>,
}

impl PageObject {
    /// Whether it has no member at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            total,
            per_page,
            current_page,
            last_page,
            from,
            to,
        } = self;
        total.is_none()
            && per_page.is_none()
            && current_page.is_none()
            && last_page.is_none()
            && from.is_none()
            && to.is_none()
    }

    /// The last page, if the server said so in one way or another.
    fn last(&self) -> Option<f64> {
        self.last_page.or_else(|| {
            let per_page = self.per_page.filter(|size| *size >= 1.0)?;
            self.total.map(|total| (total / per_page).ceil())
        })
    }
}

/// Whether a page that repeats earlier ones is the end of its list: a short page without a page object.
/// A full page that repeats is one of a server that goes round in circles.
#[must_use]
pub fn repeat_is_end(page: PageObject, per_page: f64, items: usize) -> bool {
    page.last().is_none() && (items as f64) < per_page
}

/// The number of the next page, given the page that was requested and the number of its items.
///
/// The page object decides. Where it does not, every page with items has a next one: servers cap
/// `per_page`, so a short page need not be the last. The result is always greater than the requested
/// page, so that no response makes an iteration go round in circles.
#[must_use]
pub fn next(page: PageObject, requested: f64, items: usize) -> Option<f64> {
    let current = page.current_page.unwrap_or(requested).max(requested);
    let more = match page.last() {
        Some(last) => current < last,
        None => items > 0,
    };
    more.then_some(current + 1.0)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_next_page_is_always_beyond_the_requested_one(
            total in prop::option::of(0.0..1e6), per_page in prop::option::of(0.0..200.0),
            current_page in prop::option::of(0.0..1e6), last_page in prop::option::of(0.0..1e6),
            requested in 1.0..1e6, items in 0_usize..200,
        ) {
            let page = PageObject { total, per_page, current_page, last_page, ..PageObject::default() };
            if let Some(next) = next(page, requested, items) {
                prop_assert!(next > requested);
                if let Some(last) = last_page {
                    prop_assert!(next <= last.ceil() + 1.0);
                }
            }
        }

        #[test]
        fn following_a_server_collects_everything_and_ends(
            records in 0_usize..500, asked in 1_usize..100, cap in 1_usize..100, with_object in any::<bool>(),
        ) {
            // The server serves fewer records per page than asked where its cap is lower.
            let per_page = asked.min(cap);
            let (mut requested, mut seen, mut pages) = (1.0, 0, 0);
            loop {
                let items = per_page.min(records - seen);
                seen += items;
                pages += 1;
                prop_assert!(pages <= records.div_ceil(per_page) + 1);
                let page = if with_object {
                    let last_page = Some(records.div_ceil(per_page).max(1) as f64);
                    PageObject { current_page: Some(requested), last_page, ..PageObject::default() }
                } else {
                    PageObject::default()
                };
                match next(page, requested, items) {
                    Some(next) => requested = next,
                    None => break,
                }
            }
            prop_assert_eq!(seen, records);
        }
    }
}
