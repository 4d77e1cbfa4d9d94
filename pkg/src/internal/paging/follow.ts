import { isObject } from "../call/response.js";
import { ApiPromise } from "./api-promise.js";
import { RowFilter } from "./row-filter.js";

/** What a page knows beyond its envelope. @internal */
export interface PageState<P> {
  readonly operation: string;
  readonly hasNext: boolean;
  /** If the page repeats earlier ones, it is the last one. */
  readonly repeatIsEnd: boolean;
  /** The next page is requested while this one is looked at. */
  readonly prefetch: boolean;
  /** Requests the next page. */
  load(): ApiPromise<P>;
}

/** Under a symbol and in a function, so that proxies pass it on and consoles do not list it. */
export const STATE = Symbol("webwork-sdk.page");

export function stateOf<P extends object>(page: P): PageState<P> {
  return (page as unknown as { [STATE](): PageState<P> })[STATE]();
}

/** The pages from `first` on, which may still be loading, each with those of its items that were on no earlier one. */
export async function* follow<P extends { readonly data: unknown }, T>(
  first: P | PromiseLike<P>,
): AsyncGenerator<[page: P, items: T[]], void, undefined> {
  let upcoming: ApiPromise<P> | undefined;
  let filter: RowFilter | undefined;
  try {
    for (let page = await first; ; page = await upcoming) {
      upcoming = undefined;
      const { operation, hasNext, repeatIsEnd, prefetch, load } = stateOf(page);
      if (hasNext && prefetch) {
        upcoming = load();
        // If it fails, that shows when its turn comes.
        upcoming.catch(() => {});
      }
      const items = itemsOf<T>(page.data);
      // A list of one page has nothing to compare.
      if (hasNext) filter ??= new RowFilter(operation);
      const fresh = filter ? await filter.newOnly(items, repeatIsEnd) : items;
      if (fresh === undefined) return;
      yield [page, fresh];
      if (!hasNext) return;
      upcoming ??= load();
    }
  } finally {
    filter?.free();
    if (upcoming) ApiPromise._abandon(upcoming);
  }
}

/**
 * The items, also where PHP wrote an array as an object with numbers for names. Any other object, which
 * reports may have, is the one item of its page: nothing is left out.
 */
function itemsOf<T>(data: unknown): T[] {
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return [];
  const isArray = Object.keys(data).every((name) => /^\d+$/.test(name));
  return (isArray ? Object.values(data) : [data]) as T[];
}
