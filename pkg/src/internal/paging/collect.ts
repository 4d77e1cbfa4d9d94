import { checkOptions, integer, type Rules } from "../client/checks.js";

const { accepts, expected } = integer(1);
const rules: Rules = {
  limit: { expected, accepts: (value) => value === Infinity || accepts(value) },
};

/** The items in an array, at most `limit`. Nothing is requested that is not needed. */
export async function collect<T>(
  items: AsyncIterable<T>,
  options: { limit?: number | undefined } = {},
): Promise<T[]> {
  const { limit = Infinity } = checkOptions(options, rules, "toArray", "");
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= limit) break;
  }
  return collected;
}
