import { errorOf } from "../errors/errors.js";

/** The items in an array, at most `limit`. Nothing is requested that is not needed. */
export async function collect<T>(
  items: AsyncIterable<T>,
  { limit = Infinity }: { limit?: number | undefined } = {},
): Promise<T[]> {
  if (!(limit === Infinity || (Number.isSafeInteger(limit) && limit > 0))) {
    const expected = "an integer from 1";
    const received = String(limit);
    const message = `toArray: limit must be ${expected}, got ${received}`;
    throw errorOf("invalid_argument", message, {
      issues: [{ parameter: "limit", expected, received }],
    });
  }
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= limit) break;
  }
  return collected;
}
