/// <reference lib="esnext.disposable" preserve="true" />
// The client: options in, resources out.

import { Call } from "../call/call.js";
import { operations, version } from "../generated/operations.js";
import type { Resources } from "../generated/resources.js";
import {
  checkOptions,
  clientRules,
  type CallOptions,
  type ClientOptions,
  type RateLimit,
  type RequestSpec,
} from "./options.js";
import { ApiPromise, Page, PagePromise } from "../paging/promise.js";
import { Session } from "./session.js";
import { InvalidArgumentError } from "../errors/errors.js";

/** A client of the WebWork API. Making one does nothing; the first call loads the wasm. */
export interface WebWork extends Resources {}

/**
 * A client of the WebWork API. Making one does nothing; the first call loads the wasm.
 *
 * @example
 * const webwork = new WebWork({ token: "…" });
 * const { data } = await webwork.timeEntries.list({ workspace_id: 1, user_id: 100, date: "2026-01-29" });
 */
export class WebWork {
  /** Version of the package. */
  static readonly version: string = version;

  readonly #session: Session;

  /** @throws {InvalidArgumentError} an option is unknown or not what it may be. */
  constructor(options: ClientOptions) {
    checkOptions(options, clientRules, "client");
    if (options.token === undefined) {
      throw new InvalidArgumentError(
        "invalid_argument",
        "client: option token is required: a token or a function that gives one",
      );
    }
    this.#session = new Session({ ...options });
    for (const [resource, methods] of resources()) {
      const bound: object = Object.create(methods);
      sessions.set(bound, this.#session);
      Object.defineProperty(this, resource, { value: bound });
    }
  }

  /**
   * Sends a request of your own through the same pipeline, for what is not typed yet. The answer is
   * not held against a contract.
   *
   * @example
   * await webwork.request({ method: "GET", path: "/time-requests/abc", query: { workspace_id: 1 } });
   */
  request<T = unknown>(spec: RequestSpec, options?: CallOptions): ApiPromise<T> {
    const call = new Call(this.#session, { name: "request", operation: -1, params: spec }, options);
    return new ApiPromise<T>(call);
  }

  /** A client with other options, and the same token and pacing unless these are among them. */
  withOptions(options: Partial<ClientOptions>): WebWork {
    return new WebWork({ ...this.#session.options, ...options });
  }

  /** The state of the rate limit, as far as it is known. */
  get rateLimit(): RateLimit {
    return this.#session.rateLimit;
  }

  /** Refuses further calls with a `ClosedError`; those under way finish. */
  close(): void {
    this.#session.close();
  }

  /** What is shown of a client: never the token. */
  toJSON(): Record<string, unknown> {
    const { baseUrl, options } = this.#session;
    return { baseUrl, workspaceId: options.workspaceId };
  }

  /** For Node's console. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
    return { WebWork: this.toJSON() };
  }
}

// Symbol.dispose is younger than some of the engines that the package runs in.
const dispose = Symbol.dispose as symbol | undefined;
if (dispose) {
  Object.defineProperty(WebWork.prototype, dispose, {
    value: WebWork.prototype.close,
    configurable: true,
    writable: true,
  });
}

export interface WebWork extends Disposable {}

/** The session of each resource object: a property would show the token to whoever inspects it. */
const sessions = new WeakMap<object, Session>();

function sessionOf(resource: object): Session {
  return sessions.get(resource) as Session;
}

let cache: Map<string, object> | undefined;

/** The methods of each resource, once for all clients. */
function resources(): Map<string, object> {
  if (cache) return cache;
  cache = new Map();
  let index = 0;
  for (const [resource, verbs] of Object.entries(operations)) {
    const methods: Record<string, unknown> = Object.create(null);
    for (const verb of verbs) {
      const operation = index++;
      const paged = verb.endsWith("*");
      const name = `${resource}.${paged ? verb.slice(0, -1) : verb}`;
      methods[paged ? verb.slice(0, -1) : verb] = paged
        ? function (this: object, params: unknown = {}, options?: CallOptions) {
            return list(sessionOf(this), name, operation, params, options);
          }
        : function (this: object, params: unknown = {}, options?: CallOptions) {
            return new ApiPromise(new Call(sessionOf(this), { name, operation, params }, options));
          };
    }
    cache.set(resource, methods);
  }
  return cache;
}

function list(
  session: Session,
  name: string,
  operation: number,
  params: unknown,
  options: CallOptions | undefined,
): PagePromise<unknown> {
  const call = new Call(session, { name, operation, params }, options, true);
  return new PagePromise<unknown>(call, (body) => {
    // What was asked for is kept as it was: the caller may change its object meanwhile.
    const load = (page: number): PagePromise<unknown> =>
      list(session, name, operation, { ...JSON.parse(call.params), page }, call.options);
    return new Page<unknown>(
      body as object,
      call.place,
      Object.assign(load, { ahead: call.options?.prefetch === true }),
    );
  });
}
