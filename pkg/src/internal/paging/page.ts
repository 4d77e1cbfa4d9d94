import { hidden } from "../errors/errors.js";
import type { Meta, Pagination } from "../generated/models.js";
import { follow, type PageState, STATE, stateOf } from "./follow.js";

/**
 * One page of a list: every member of the response, known or not. `page.data` has the items of this
 * page; `for await (const item of page)` goes on with those of all later pages.
 */
export class Page<T, D = T[]> implements AsyncIterable<T> {
  static {
    hidden(this, "name", "Page");
  }

  /** `true`. */
  declare readonly success: boolean;
  /** The items of this page. */
  declare readonly data: D;
  /** Metadata of the response. */
  declare readonly meta: Meta | undefined;
  /** The page object, wherever the server put it; `undefined` if there is none. */
  declare readonly pagination: Pagination | undefined;

  /** @internal */
  constructor(body: object, pagination: Pagination | undefined, state: PageState<Page<T, D>>) {
    for (const [name, value] of Object.entries({ ...body, pagination })) {
      // A member with the name of a method must not replace it.
      if (name in Page.prototype) continue;
      Object.defineProperty(this, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    hidden(this, STATE, () => state);
  }

  /** Whether another page may follow. Without a page object, only an empty page is certain to be the last. */
  hasNextPage(): boolean {
    return stateOf(this).hasNext;
  }

  /** The page that follows; `null` on the last one. */
  async nextPage(): Promise<Page<T, D> | null> {
    const { hasNext, load } = stateOf(this);
    return hasNext ? load() : null;
  }

  /** The items of this page and of all later ones. Items that move to a later page meanwhile come once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const [, items] of follow<this, T>(this)) yield* items;
  }
}
