// Chance that comes out the same for the same seed, whatever the order in which things are asked for.

/** A generator of numbers in 0..1, of any parts that name it. */
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
    /** One of a list whose members have a `weight`, or all the same. */
    one(list) {
      let at = next() * list.reduce((sum, { weight = 1 }) => sum + weight, 0);
      for (const entry of list) {
        at -= entry.weight ?? 1;
        if (at < 0) return entry;
      }
      return list.at(-1);
    },
  };
}
