// The wasms that scripts have inside, as text. Written apart from the package's own reader.

const MAGIC = Buffer.from("\0asm");
const HIGH = "}";
const PAIR = "~";

/** The wasms in a script, whatever quotes it has. */
export function wasmsIn(script) {
  return [...script.matchAll(/["'`]([^"'`\\$<\n]{168,})/g)]
    .map(([, text]) => bytesOf(text))
    .filter((bytes) => bytes.subarray(0, 4).equals(MAGIC));
}

/** A script with a wasm inside. */
export function scriptWith(bytes) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
  const codes = Array.from({ length: 128 }, (_, low) =>
    low < 64 ? letters[low] : PAIR + letters[low - 64],
  );
  const text = Array.from(bytes, (byte) => (byte < 128 ? "" : HIGH) + codes[byte % 128]);
  return `var text = "${codes.join("")}${text.join("")}";`;
}

/** The bytes of a text, whose first 128 codes say what the codes mean; none where it is another string. */
function bytesOf(text) {
  const codes = text.match(/}|~.|[^}~]/g);
  const low = new Map(codes.slice(0, 128).map((code, byte) => [code, byte]));
  const bytes = [];
  let high = 0;
  for (const code of codes.slice(128)) {
    if (code === HIGH) high = 128;
    else {
      if (!low.has(code)) return Buffer.alloc(0);
      bytes.push(high + low.get(code));
      high = 0;
    }
  }
  return Buffer.from(bytes);
}
