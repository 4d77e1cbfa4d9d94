import { hidden } from "../errors/errors.js";
import { ApiPromise } from "./api-promise.js";
import { collect } from "./collect.js";
import { follow } from "./follow.js";
import type { Page } from "./page.js";

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
    hidden(this, "name", "PagePromise");
  }

  /** All pages. Leaving the loop stops the requests. */
  async *pages(): AsyncGenerator<Page<T, D>, void, undefined> {
    for await (const [page] of follow<Page<T, D>, T>(this)) yield page;
  }

  /** The items of all pages. Items that move to a later page meanwhile come once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const [, items] of follow<Page<T, D>, T>(this)) yield* items;
  }

  /**
   * The items of all pages in an array, at most `limit` (default: all). No page is requested that is
   * not needed.
   */
  toArray(options?: { limit?: number | undefined }): Promise<T[]> {
    return collect(this, options);
  }
}
