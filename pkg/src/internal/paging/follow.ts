import { RowFilter } from "./row-filter.js";

/** A page, as far as following a list needs it. */
export interface Followable<P> {
  readonly operation: string;
  readonly data: unknown;
  readonly hasNext: boolean;
  /** If the page repeats earlier ones, it is the last one. */
  readonly repeatIsEnd: boolean;
  /** The next page is requested while this one is looked at. */
  readonly prefetch: boolean;
  /** Requests the next page. */
  load(): PromiseLike<P>;
}

/**
 * The pages from `first` on, each with those of its items that were on no earlier one. `abandon` is
 * called with a page that was requested ahead and is not needed.
 */
export async function* follow<P, T>(
  first: P | PromiseLike<P>,
  view: (page: P) => Followable<P>,
  abandon: (page: PromiseLike<P>) => void,
): AsyncGenerator<[page: P, items: T[]], void, undefined> {
  let upcoming: PromiseLike<P> | undefined;
  let filter: RowFilter | undefined;
  try {
    for (let page = await first; ; page = await upcoming) {
      upcoming = undefined;
      const { operation, data, hasNext, repeatIsEnd, prefetch, load } = view(page);
      if (hasNext && prefetch) {
        upcoming = load();
        // If it fails, that shows when its turn comes.
        upcoming.then(undefined, () => {});
      }
      const items = itemsOf<T>(data);
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
    if (upcoming !== undefined) abandon(upcoming);
  }
}

/**
 * The items, also where PHP wrote an array as an object with numbers for names. Any other object, which
 * reports may have, is the one item of its page: nothing is left out.
 */
function itemsOf<T>(data: unknown): T[] {
  if (Array.isArray(data)) return data;
  if (typeof data !== "object" || data === null) return [];
  const isArray = Object.keys(data).every((name) => /^\d+$/.test(name));
  return isArray ? Object.values(data) : [data as T];
}
