//! Writes a wasm as text that can stand in any JavaScript string.
//!
//! Scripts travel compressed. Brotli packs this text nearly as well as the bytes themselves, whereas it
//! can only undo base64 of what was deflated already. See `docs/decisions/inlined-wasm.md`.
//!
//! A byte below 128 is one character, or [`PAIR`] and another; one above is [`HIGH`] and the byte without
//! its highest bit. The text begins with the 128 low bytes in their order, which tells their characters.
//! `pkg/src/internal/loading/decode.ts` reads it.

use std::cmp::Reverse;

/// Stands before a byte without its highest bit.
const HIGH: u8 = b'}';
/// Stands before the second character of a pair.
const PAIR: u8 = b'~';
/// What tools escape in one of the kinds of strings; `<` could begin a tag where a script is in a page.
const UNSAFE: &[u8] = b"\"'`\\$<";

const LOW: usize = 128;

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let codes = codes(bytes);
    let low = |byte: u8| codes[usize::from(byte) % LOW].as_str();
    let mut text = codes.concat();
    for byte in bytes {
        if usize::from(*byte) >= LOW {
            text.push(char::from(HIGH));
        }
        text.push_str(low(*byte));
    }
    text
}

/// The characters of each low byte: the frequent ones have one, those that can have their own.
fn codes(bytes: &[u8]) -> Vec<String> {
    let mut counts = [0_usize; LOW];
    for byte in bytes {
        counts[usize::from(*byte) % LOW] += 1;
    }
    let characters: Vec<u8> = (b' '..HIGH)
        .filter(|character| !UNSAFE.contains(character))
        .collect();
    let mut by_count: Vec<u8> = (0..LOW as u8).collect();
    by_count.sort_by_key(|byte| Reverse(counts[usize::from(*byte)]));
    let (single, _) = by_count.split_at(characters.len());
    let is_own = |byte: &u8| single.contains(byte) && characters.contains(byte);
    let letter = |character: &u8| char::from(*character);
    let mut free = characters
        .iter()
        .filter(|character| !is_own(character))
        .map(letter);
    let mut seconds = characters.iter().map(letter);
    let code = |byte: u8| {
        let code = if is_own(&byte) {
            Some(letter(&byte).to_string())
        } else if single.contains(&byte) {
            free.next().map(String::from)
        } else {
            let second = seconds.next();
            second.map(|second| [letter(&PAIR), second].iter().collect())
        };
        code.unwrap_or_default()
    };
    (0..LOW as u8).map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `decode.ts` reads it.
    fn decode(text: &str) -> Vec<u8> {
        let mut characters = text.bytes();
        let mut low = [0_u8; 2 * LOW];
        let code = |characters: &mut std::str::Bytes<'_>| {
            characters.next().map(|character| match character {
                PAIR => LOW + usize::from(characters.next().unwrap()),
                character => usize::from(character),
            })
        };
        for byte in 0..LOW as u8 {
            low[code(&mut characters).unwrap()] = byte;
        }
        let mut bytes = Vec::new();
        while let Some(one) = code(&mut characters) {
            bytes.push(if one == usize::from(HIGH) {
                LOW as u8 | low[code(&mut characters).unwrap()]
            } else {
                low[one]
            });
        }
        bytes
    }

    #[test]
    fn text_leads_back_to_its_bytes() {
        let all: Vec<u8> = (0..=255).collect();
        for bytes in [&[][..], &all, b"\0asm }~\"", &[255; 9], &[0x7d, 0x7e, 0x7f]] {
            assert_eq!(decode(&encode(bytes)), bytes, "{bytes:?}");
        }
    }

    #[test]
    fn text_is_printable_ascii_that_no_string_escapes() {
        let all: Vec<u8> = (0..=255).collect();
        for character in encode(&all).bytes() {
            assert!((b' '..=b'~').contains(&character) && !UNSAFE.contains(&character));
        }
    }

    #[test]
    fn frequent_bytes_have_one_character() {
        let mut bytes = vec![0; 1000];
        bytes.extend((1..=255).flat_map(|byte| [byte; 3]));
        let alphabet = encode(&[]).len();
        let text = encode(&bytes);
        assert!(text.len() < alphabet + 1000 + 255 * 9);
    }
}
