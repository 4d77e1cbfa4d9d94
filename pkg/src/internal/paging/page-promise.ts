import { errorOf } from "../errors/errors.js";
import { ApiPromise, named } from "./api-promise.js";
import { followFrom, type Page } from "./page.js";

/**
 * The promise of a list: `await` it for the first page, or iterate over it for the items of all pages.
 *
 * @example
 * for await (const entry of webwork.timeEntries.list({ user_id: 100, date: "2026-01-29" })) {
 *   console.log(entry.duration_minutes);
 * }
 */
export class PagePromise<T, D = T[]> extends ApiPromise<Page<T, D>> implements AsyncIterable<T> {
  static {
    named(this, "PagePromise");
  }

  /** All pages. Leaving the loop stops the requests. */
  async *pages(): AsyncGenerator<Page<T, D>, void, undefined> {
    for await (const [page] of followFrom<T, D>(this)) yield page;
  }

  /** The items of all pages. Items that move to a later page meanwhile come once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const [, items] of followFrom<T, D>(this)) yield* items;
  }

  /**
   * The items of all pages in an array, at most `limit` (default: all). No page is requested that is
   * not needed.
   */
  async toArray({ limit = Infinity }: { limit?: number | undefined } = {}): Promise<T[]> {
    if (!(limit === Infinity || (Number.isSafeInteger(limit) && limit > 0))) {
      const expected = "an integer from 1";
      const received = String(limit);
      const message = `toArray: limit must be ${expected}, got ${received}`;
      throw errorOf("invalid_argument", message, {
        issues: [{ parameter: "limit", expected, received }],
      });
    }
    const items: T[] = [];
    for await (const item of this) {
      items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  }
}
