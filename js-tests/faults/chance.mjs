// Random numbers that depend on the seed alone, not on the order in which they are drawn.

/** A generator of numbers from 0 to 1. Its parts are the seed. */
export function chanceOf(...parts) {
  let state = 0x811c9dc5;
  for (const char of parts.join(" ")) state = Math.imul(state ^ char.codePointAt(0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    /** One of the entries, which may have a `weight`; default: 1. */
    pick(entries) {
      let at = next() * entries.reduce((sum, { weight = 1 }) => sum + weight, 0);
      for (const entry of entries) {
        at -= entry.weight ?? 1;
        if (at < 0) return entry;
      }
      return entries.at(-1);
    },
  };
}
