// Reads a wasm that the build wrote as text (xtask/src/text.rs says how, and why).

/** Stands before a byte without its highest bit: `}`. */
const HIGH = 0x7d;
/** Stands before the second character of a pair: `~`. */
const PAIR = 0x7e;

/** The bytes of a text; `size` is their number. */
export function decode(text: string, size: number): Uint8Array<ArrayBuffer> {
  // This runs once, before anything is optimised: an array of numbers is read twice as fast as a string.
  const characters = new TextEncoder().encode(text);
  const low = new Uint8Array(256);
  const bytes = new Uint8Array(size);
  // The first 128 codes say which bytes they stand for.
  let at = -128;
  let high = 0;
  let pair = 0;
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] as number;
    if (character === HIGH) high = 128;
    else if (character === PAIR) pair = 128;
    else {
      if (at < 0) low[pair + character] = at + 128;
      else bytes[at] = high + (low[pair + character] as number);
      at++;
      high = pair = 0;
    }
  }
  return bytes;
}
