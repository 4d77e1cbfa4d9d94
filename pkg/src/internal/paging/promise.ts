// What methods return: promises that know the answer behind their body, and pages.

import type { Call } from "../call/call.js";
import type { Core } from "../loading/core.js";
import { DecodeError } from "../errors/errors.js";
import type { Meta, Pagination } from "../generated/models.js";
import type { RateLimit } from "../client/options.js";

/** What an answer was, beside its body. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** Headers of the answer. */
  readonly headers: Headers;
  /** `X-Request-Id` of the answer. */
  readonly requestId: string | undefined;
  /** Requests sent, retries included. */
  readonly attempts: number;
  /** State of the rate limit after the call. */
  readonly rateLimit: RateLimit;
}

/** A body together with the answer it came in. */
export interface WithResponse<T> extends Answer {
  /** The body, as the promise itself gives it. */
  readonly body: T;
}

/** Consoles show the class's name, which bundlers shorten. */
function named(one: object, name: string): void {
  Object.defineProperty(one, "name", { value: name, configurable: true });
}

/** What runs a promise: a call, or, for `ApiPromise.resolve` and the like, a function as every promise takes it. */
type Run<T> =
  | Call
  | ((resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void);

/**
 * Throws from inside of what awaits the call, so that the error's stack leads to the line that made it: engines follow
 * async functions, but not what timers and answers call. Costs nothing where nothing fails.
 */
async function thrown(error: unknown): Promise<never> {
  // Until the promises in between are linked.
  for (let turn = 0; turn < 3; turn++) await undefined;
  const { captureStackTrace } = Error as {
    captureStackTrace?: (target: object, above: unknown) => void;
  };
  if (error instanceof Error) captureStackTrace?.(error, thrown);
  throw error;
}

/** The promise of a call: `await` it for the body, or `await promise.withResponse()` for more. */
export class ApiPromise<T> extends Promise<T> {
  static {
    named(this, "ApiPromise");
  }

  readonly #call: Call | undefined;

  /** @internal */
  constructor(run: Run<T>, finish: (body: unknown, call: Call) => T = (body) => body as T) {
    if (typeof run === "function") {
      super(run);
    } else {
      super((resolve) =>
        run.start(
          (body) => resolve(finish(body, run)),
          (error) => resolve(thrown(error)),
        ),
      );
      this.#call = run;
    }
  }

  // then() and catch() give plain promises: they have no answer of their own.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The body with status, headers, request id, attempts, and the state of the rate limit. */
  withResponse(): Promise<WithResponse<T>> {
    return this.then((body) => {
      if (!this.#call) throw new TypeError("this promise is not that of a call");
      return { body, ...this.#call.answer };
    });
  }

  /** Ends the call where nobody waits for it any more. @internal */
  static _drop(one: ApiPromise<unknown> | undefined): void {
    if (one) one.#call?.abort(undefined);
  }
}

/** The promise of a list: `await` it for the first page, or iterate over the items of all pages. */
export class PagePromise<T, D = T[]> extends ApiPromise<Page<T, D>> implements AsyncIterable<T> {
  static {
    named(this, "PagePromise");
  }

  /** All pages, from this one on. Leaving the loop stops the requests. */
  async *pages(): AsyncGenerator<Page<T, D>, void, undefined> {
    for await (const [page] of walk(this)) yield page;
  }

  /** The items of all pages. Items that move to the next page meanwhile come once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const [, items] of walk(this)) yield* items;
  }
}

/** Follows the pages; each comes with those of its items that none before had. */
async function* walk<T, D>(
  first: PagePromise<T, D>,
): AsyncGenerator<[Page<T, D>, T[]], void, undefined> {
  const fresh = new Freshness();
  let next: PagePromise<T, D> | undefined = first;
  try {
    while (next) {
      const page: Page<T, D> = await next;
      next = undefined;
      const items = fresh.pick(itemsOf(page));
      if (Page._fetchesAhead(page)) {
        next = Page._follow(page);
        // Its failure shows when its turn comes, if it comes.
        next?.catch(() => {});
      }
      yield [page, items];
      next ??= Page._follow(page);
    }
  } finally {
    if (next !== first) ApiPromise._drop(next);
  }
}

/** Tells items that came before from new ones, by `id`. */
class Freshness {
  /** Ids of the last pages; older ones are forgotten, so that memory stays flat. */
  #pages: Set<unknown>[] = [];
  #stale = 0;
  #last = "";

  pick<T>(items: readonly T[]): T[] {
    const remembered = 10;
    const stalePages = 3;
    const ids = new Set<unknown>();
    let nameless = 0;
    const fresh = items.filter((item) => {
      const id: unknown =
        typeof item === "object" && item !== null ? Reflect.get(item, "id") : undefined;
      if (id === undefined || id === null) return ++nameless;
      if (ids.has(id) || this.#pages.some((page) => page.has(id))) return false;
      ids.add(id);
      return true;
    });
    this.#pages.push(ids);
    if (this.#pages.length > remembered) this.#pages.shift();
    // Without ids only a page that is the one before once more is known to bring nothing.
    const text = nameless > 0 ? JSON.stringify(items) : "";
    const isNew = nameless > 0 ? text !== this.#last : fresh.length > 0;
    this.#last = text;
    this.#stale = isNew ? 0 : this.#stale + 1;
    if (this.#stale >= stalePages) {
      throw new DecodeError(
        "decode",
        `the list does not end: ${stalePages} pages in a row brought nothing new`,
        { outcome: "rejected" },
      );
    }
    return fresh;
  }
}

/** Loads a page by its number; `ahead`: while the one before is looked at. */
export interface Loader<T, D> {
  (page: number): PagePromise<T, D>;
  ahead: boolean;
}

/** One page of a list: the whole envelope, unknown members too. */
export class Page<T, D = T[]> implements Iterable<T> {
  static {
    named(this, "Page");
  }

  /** `true`. */
  declare readonly success: boolean;
  /** The items of this page. */
  declare readonly data: D;
  /** What the answer says of itself. */
  declare readonly meta: Meta | undefined;
  /** Position in the list, wherever the server put it; `undefined` where it put it nowhere. */
  declare readonly pagination: Pagination | undefined;
  readonly #next: number | undefined;
  readonly #load: Loader<T, D>;

  /** @internal */
  constructor(body: object, place: Place | undefined, load: Loader<T, D>) {
    const page = this as unknown as Record<string, unknown>;
    const envelope = body as Record<string, unknown>;
    for (const name of Object.keys(envelope)) {
      // A member that is called like a method must not stand in its way.
      if (!(name in Page.prototype)) page[name] = envelope[name];
    }
    page["pagination"] = place?.pagination;
    this.#next = place?.next;
    this.#load = load;
  }

  /** Whether another page follows. */
  hasNextPage(): boolean {
    return this.#next !== undefined;
  }

  /** The page that follows; `null` on the last one. */
  async nextPage(): Promise<Page<T, D> | null> {
    return Page._follow(this) ?? null;
  }

  /** The items of this page. */
  [Symbol.iterator](): Iterator<T> {
    return itemsOf(this)[Symbol.iterator]();
  }

  /** The call for the page that follows. @internal */
  static _follow<T, D>(page: Page<T, D>): PagePromise<T, D> | undefined {
    return page.#next === undefined ? undefined : page.#load(page.#next);
  }

  /** @internal */
  static _fetchesAhead(page: Page<unknown, unknown>): boolean {
    return page.#load.ahead;
  }
}

/**
 * The items, also where PHP wrote a list as an object with numbers for names. Any other object, as reports may be, is
 * the one item of its page: nothing is passed over unseen.
 */
function itemsOf<T>(page: Page<T, unknown>): T[] {
  const { data } = page;
  if (Array.isArray(data)) return data;
  if (!isObject(data)) return [];
  return Object.keys(data).every((name) => /^\d+$/.test(name))
    ? (Object.values(data) as T[])
    : [data as T];
}

const PAGE_MEMBERS = ["total", "per_page", "current_page", "last_page", "from", "to"] as const;

/** The page object of an answer, beside `meta` or in it. PHP may write numbers as texts; `null` is missing. */
function paginationOf(body: object): Pagination | undefined {
  const { pagination, meta } = body as {
    pagination?: unknown;
    meta?: { pagination?: unknown } | null;
  };
  const found: unknown = isObject(pagination) ? pagination : meta?.pagination;
  if (!isObject(found)) return undefined;
  const normal: Pagination = {};
  for (const name of PAGE_MEMBERS) {
    const value = found[name];
    if (
      (typeof value === "number" && Number.isFinite(value)) ||
      (typeof value === "string" && /^\d+(\.\d+)?$/.test(value))
    )
      normal[name] = Number(value);
  }
  return Object.keys(normal).length > 0 ? normal : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Where a page stands in its list, and the number of the one that follows. @internal */
export interface Place {
  readonly pagination: Pagination | undefined;
  readonly next: number | undefined;
}

/** Asks the core which page follows. @internal */
export function placeOf(core: Core, call: number, body: object): Place {
  const pagination = paginationOf(body);
  const { total = NaN, per_page = NaN, current_page = NaN, last_page = NaN } = pagination ?? {};
  const { data } = body as { data?: unknown };
  const next = core.nextPage(
    call,
    total,
    per_page,
    current_page,
    last_page,
    Array.isArray(data) ? data.length : isObject(data) ? Object.keys(data).length : 0,
  );
  return { pagination, next: Number.isNaN(next) ? undefined : next };
}
