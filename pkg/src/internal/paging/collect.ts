import { integer } from "../client/checks.js";
import { refusal } from "../errors/errors.js";

const aLimit = integer(1);

/** The items in an array, at most `limit`. Nothing is requested that is not needed. */
export async function collect<T>(
  items: AsyncIterable<T>,
  { limit = Infinity }: { limit?: number | undefined } = {},
): Promise<T[]> {
  if (limit !== Infinity && !aLimit.accepts(limit)) {
    const { expected } = aLimit;
    throw refusal("toArray", [{ parameter: "limit", expected, received: String(limit) }]);
  }
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= limit) break;
  }
  return collected;
}
