import type { Meta, Pagination } from "../generated/models.js";
import { named } from "./api-promise.js";
import { follow, type PageState, STATE, stateOf } from "./follow.js";

/**
 * One page of a list: every member of the response, known or not. `page.data` has the items of this
 * page; `for await (const item of page)` goes on with those of all later pages.
 */
export class Page<T, D = T[]> implements AsyncIterable<T> {
  static {
    named(this, "Page");
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
    for (const [name, value] of Object.entries(body)) {
      // A member with the name of a method must not replace it.
      if (!(name in Page.prototype)) define(this, name, value, true);
    }
    define(this, "pagination", pagination, true);
    define(this, STATE, () => state, false);
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

function define(target: object, name: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, name, { value, enumerable, configurable: true, writable: true });
}
