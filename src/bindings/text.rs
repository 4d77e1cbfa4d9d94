//! JavaScript strings as bytes of the wasm.

use js_sys::{JsString, Uint8Array};
use std::cell::Cell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, source: &JsString, destination: &Uint8Array) -> Encoded;

    type Encoded;

    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;

    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

thread_local! {
    static ENCODER: Cell<Option<TextEncoder>> = const { Cell::new(None) };
}

/// Encodes into `buffer`, which grows where it must, and returns how many bytes it filled.
///
/// A body is mostly ASCII: room for as many bytes as it has UTF-16 units is tried first, and the
/// rest, if any, gets the three bytes a unit can take at most. The buffer keeps its room from call
/// to call up to a bound, so that a service worker's heap does not keep one huge answer's.
pub fn encode(source: &JsString, buffer: &mut Vec<u8>) -> usize {
    const KEPT: usize = 1 << 20;
    let units = source.length() as usize;
    if buffer.len() > KEPT && units < KEPT {
        *buffer = Vec::new();
    }
    grow(buffer, units);
    let (read, mut written) = fill(source, buffer);
    if read < units {
        let rest = source.slice(read as u32, units as u32);
        grow(buffer, written + (units - read) * 3);
        let (_, more) = fill(&rest, buffer.get_mut(written..).unwrap_or_default());
        written += more;
    }
    written
}

/// Never shrinks: what is filled is overwritten, so it need not be cleared for each answer.
fn grow(buffer: &mut Vec<u8>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, 0);
    }
}

#[allow(
    unsafe_code,
    reason = "the view is gone before anything can allocate and move the memory"
)]
fn fill(source: &JsString, room: &mut [u8]) -> (usize, usize) {
    let encoder = ENCODER.take().unwrap_or_else(TextEncoder::new);
    // SAFETY: `room` outlives the view, and encodeInto calls nothing that allocates wasm memory.
    let view = unsafe { Uint8Array::view_mut_raw(room.as_mut_ptr(), room.len()) };
    let encoded = encoder.encode_into(source, &view);
    ENCODER.set(Some(encoder));
    (encoded.read() as usize, encoded.written() as usize)
}
