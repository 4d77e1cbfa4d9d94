/// <reference lib="esnext.disposable" preserve="true" />

import { Call } from "../call/call.js";
import { hidden } from "../errors/errors.js";
import { version } from "../generated/operations.js";
import type { Resources } from "../generated/resources.js";
import { ApiPromise } from "../paging/api-promise.js";
import { checkOptions, clientRules } from "./checks.js";
import type { CallOptions, ClientOptions, RateLimit, RequestSpec } from "./options.js";
import { resourcesOf } from "./resources.js";
import { Session } from "./session.js";

/** Under a symbol and in a function: proxies pass it on, and nothing that prints a client shows a token. */
const SESSION = Symbol("webwork-sdk.session");

/** A client for the WebWork API. */
export interface WebWork extends Resources, Disposable {}

/**
 * A client for the WebWork API. Making one sends nothing; the first call loads the wasm.
 *
 * @example
 * const webwork = new WebWork({ token: "…", workspaceId: 1 });
 * const { data } = await webwork.timeEntries.list({ user_id: 100, date: "2026-01-29" });
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: a loop defines the resources, so their types are merged in
export class WebWork {
  /** Version of the package. */
  static readonly version: string = version;

  /** @throws {InvalidArgumentError} with everything that is wrong with the options. */
  constructor(options: ClientOptions) {
    const session = new Session(checkOptions(options, clientRules, "client", "", ["token"]));
    hidden(this, SESSION, () => session);
    // Ordinary properties, so that tests can replace them.
    for (const [name, resource] of resourcesOf(session)) hidden(this, name, resource);
    // They can be passed around, too.
    for (const name of ["request", "withOptions", "close"] as const)
      hidden(this, name, this[name].bind(this));
  }

  /**
   * Sends a raw request through the same pipeline, for endpoints that the SDK does not know yet. The
   * response is not compared with the contract.
   *
   * @example
   * const query = { workspace_id: 1, user_id: 100, date: "2026-01-29" };
   * await webwork.request({ method: "GET", path: "/time-entries", query });
   */
  request<T = unknown>(spec: RequestSpec, options?: CallOptions): ApiPromise<T> {
    const operation = { name: "request", index: -1 };
    return new ApiPromise<T>(
      new Call(sessionOf(this), operation, spec, options, WebWork.prototype.request),
    );
  }

  /**
   * A client of the same class with some options changed. It shares the token and the rate limit unless
   * these are among them.
   */
  withOptions(options: Partial<ClientOptions>): this {
    const Class = this.constructor as new (options: ClientOptions) => this;
    const changed = checkOptions(options, clientRules, "client", "");
    return new Class({ ...sessionOf(this).options, ...changed });
  }

  /**
   * The state of the rate limit: the configured one before the first response. The same frozen object
   * until it changes.
   */
  get rateLimit(): RateLimit {
    return sessionOf(this).rateLimit;
  }

  /** Refuses further calls with a `ClosedError`; calls in flight finish. */
  close(): void {
    sessionOf(this).close();
  }

  /** What `JSON.stringify` shows: never the token. */
  toJSON(): Record<string, unknown> {
    const { baseUrl, options } = sessionOf(this);
    return { baseUrl, workspaceId: options.workspaceId };
  }

  /** For the console of Node.js. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
    return { WebWork: this.toJSON() };
  }
}

// Symbol.dispose is younger than some of the engines that the package runs in.
const dispose = Symbol.dispose as symbol | undefined;
if (dispose) hidden(WebWork.prototype, dispose, WebWork.prototype.close);

function sessionOf(client: WebWork): Session {
  return (client as unknown as { [SESSION](): Session })[SESSION]();
}
