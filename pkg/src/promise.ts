// What methods return: promises that know the answer behind their body, and pages.

import type { Call } from "./call.js";
import { DecodeError } from "./errors.js";
import type { Meta, Pagination } from "./generated/models.js";
import type { RateLimit } from "./options.js";

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

/** The promise of a call: `await` it for the body, or `await promise.withResponse()` for more. */
export class ApiPromise<T> extends Promise<T> {
  static {
    named(this, "ApiPromise");
  }

  /** @internal */
  readonly _call: Call | undefined;

  /** @internal */
  constructor(call: Call, finish: (body: unknown, call: Call) => T) {
    super((resolve, reject) => call.start((body) => resolve(finish(body, call)), reject));
    Object.defineProperty(this, "_call", { value: call });
  }

  // then() and catch() give plain promises: they have no answer of their own.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The body with status, headers, request id, attempts, and the state of the rate limit. */
  withResponse(): Promise<WithResponse<T>> {
    return this.then((body) => ({ body, ...(this._call as Call).answer }));
  }
}

/** The promise of a list: `await` it for the first page, or iterate over the items of all pages. */
export class PagePromise<T> extends ApiPromise<Page<T>> implements AsyncIterable<T> {
  static {
    named(this, "PagePromise");
  }

  /** All pages, from this one on. Leaving the loop stops the requests. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    const fresh = new Freshness();
    for (let page: Page<T> | null = await this; page; page = await page.nextPage()) {
      fresh.pick(page.items());
      yield page;
    }
  }

  /** The items of all pages. Items that move to the next page meanwhile come once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const fresh = new Freshness();
    for (let page: Page<T> | null = await this; page; page = await page.nextPage()) {
      yield* fresh.pick(page.items());
    }
  }
}

/** Tells items that came before from new ones, by `id`. */
class Freshness {
  /** Ids of the last pages; older ones are forgotten, so that memory stays flat. */
  #pages: Set<unknown>[] = [];
  #stale = 0;

  pick<T>(items: readonly T[]): T[] {
    const remembered = 10;
    const stalePages = 3;
    const ids = new Set<unknown>();
    const fresh = items.filter((item) => {
      const id: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "id") : undefined;
      if (id === undefined || id === null) return true;
      if (ids.has(id) || this.#pages.some((page) => page.has(id))) return false;
      ids.add(id);
      return true;
    });
    this.#pages.push(ids);
    if (this.#pages.length > remembered) this.#pages.shift();
    this.#stale = fresh.length === 0 ? this.#stale + 1 : 0;
    if (this.#stale >= stalePages) {
      throw new DecodeError("decode", `the list does not end: ${stalePages} pages in a row brought nothing new`, { outcome: "rejected" });
    }
    return fresh;
  }
}

/** One page of a list: the whole envelope, unknown members too. */
export class Page<T> implements Iterable<T> {
  static {
    named(this, "Page");
  }

  /** `true`. */
  declare readonly success: boolean;
  /** The items of this page. */
  declare readonly data: T[];
  /** What the answer says of itself. */
  declare readonly meta: Meta;
  /** Position in the list, wherever the server put it; `undefined` where it put it nowhere. */
  declare readonly pagination: Pagination | undefined;
  readonly #next: number | undefined;
  readonly #load: (page: number) => PagePromise<T>;

  /** @internal */
  constructor(body: object, numbers: Float64Array, load: (page: number) => PagePromise<T>) {
    const { pagination, next } = pageOf(numbers);
    Object.assign(this, body, { pagination });
    this.#next = next;
    this.#load = load;
  }

  /** Whether another page follows. */
  hasNextPage(): boolean {
    return this.#next !== undefined;
  }

  /** The page that follows; `null` on the last one. */
  async nextPage(): Promise<Page<T> | null> {
    return this.#next === undefined ? null : this.#load(this.#next);
  }

  /** The items, also where PHP wrote a list as an object with numbers for names. @internal */
  items(): T[] {
    const data: unknown = this.data;
    if (Array.isArray(data)) return data;
    const isList = typeof data === "object" && data !== null && Object.keys(data).every((name) => /^\d+$/.test(name));
    return isList ? Object.values(data) : [];
  }

  /** The items of this page. */
  [Symbol.iterator](): Iterator<T> {
    return this.items()[Symbol.iterator]();
  }
}

const PAGE_MEMBERS = ["total", "per_page", "current_page", "last_page", "from", "to"] as const;

function pageOf(numbers: Float64Array): { pagination: Pagination | undefined; next: number | undefined } {
  const pagination: Pagination = {};
  PAGE_MEMBERS.forEach((name, at) => {
    const value = numbers[at];
    if (value !== undefined && !Number.isNaN(value)) pagination[name] = value;
  });
  const next = numbers[PAGE_MEMBERS.length];
  return {
    pagination: Object.keys(pagination).length > 0 ? pagination : undefined,
    next: next === undefined || Number.isNaN(next) ? undefined : next,
  };
}
