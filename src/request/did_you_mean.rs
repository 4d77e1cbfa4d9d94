//! The known name that a misspelt one was probably meant to be.

/// Of the known names, the one that was most likely meant: the same but for case and underscores, or
/// at most a third of its letters away. `None` where nothing is that close.
pub fn nearest<'n>(given: &str, known: &[&'n str]) -> Option<&'n str> {
    let fold = |name: &str| {
        let mut letters = Vec::new();
        for letter in name.bytes().filter(|letter| *letter != b'_').take(40) {
            letters.push(letter.to_ascii_lowercase());
        }
        letters
    };
    let given = fold(given);
    let mut nearest = None;
    let mut least = usize::MAX;
    for name in known {
        let distance = distance(&given, &fold(name));
        if distance * 3 <= name.len() && distance < least {
            least = distance;
            nearest = Some(*name);
        }
    }
    nearest
}

/// Letters to change, add or remove (the Levenshtein distance).
fn distance(from: &[u8], to: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.iter().enumerate() {
        let mut diagonal = line;
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
        let mut left = line + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(to) {
            let above = *cell;
            *cell = (diagonal + usize::from(letter != other))
                .min(above + 1)
                .min(left + 1);
            diagonal = above;
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}
