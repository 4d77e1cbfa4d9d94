// Reads a wasm that the build wrote as text (xtask/src/text.rs says how, and why).

/** Stands before a byte without its highest bit: `}`. */
const HIGH = 0x7d;
/** Stands before the second character of a pair: `~`. */
const PAIR = 0x7e;

/** The bytes of a text; `size` is their number. */
export function decode(text: string, size: number): Uint8Array<ArrayBuffer> {
  let position = 0;
  const next = (): number => {
    const character = text.charCodeAt(position++);
    return character === PAIR ? 128 + text.charCodeAt(position++) : character;
  };
  const low = new Uint8Array(256);
  for (let byte = 0; byte < 128; byte++) low[next()] = byte;
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    const character = next();
    bytes[at] = (character === HIGH ? 128 + (low[next()] as number) : low[character]) as number;
  }
  return bytes;
}
