// One attempt of a call: the request, its response, and what has to be released.

import type { Session } from "../client/session.js";
import type { Step } from "../generated/boundary.js";
import { type Head, header, parse, readText, release } from "./response.js";

const JSON_TYPE = "application/json";

/**
 * A member of token functions that need to know of requests in flight, such as those of OAuth sessions:
 * it is called with the token before a request leaves; the function that it returns, after the end.
 */
const IN_FLIGHT = Symbol.for("webwork-sdk.inFlight");

interface Watcher {
  [IN_FLIGHT]?(token: string): () => void;
}

export class Attempt {
  readonly token: string;
  readonly sentAt: number;
  head: Head | undefined;
  /** The body as text, and what it means as JSON. */
  text: string | undefined;
  body: unknown;
  readonly #controller = new AbortController();
  /** What `fetch` returned, until it settles. */
  #inFlight: PromiseLike<unknown> | undefined;
  #ended: (() => void) | undefined;

  constructor(token: string, sentAt: number) {
    this.token = token;
    this.sentAt = sentAt;
  }

  /** Calls `fetch`. */
  send(session: Session, step: Step, ownHeaders: Headers | undefined): PromiseLike<unknown> {
    const { fetch } = session;
    const init: RequestInit = {
      method: step.method,
      headers: this.#headers(session.options.headers as Headers | undefined, ownHeaders, step.body),
      redirect: "manual",
      signal: this.#controller.signal,
      ...session.fetchInit,
    };
    if (step.body !== undefined) init.body = step.body;
    const { token } = session.options;
    if (typeof token === "function") this.#ended = (token as Watcher)[IN_FLIGHT]?.(this.token);
    this.#inFlight = promiseOf(() => fetch(step.url, init));
    return this.#inFlight;
  }

  #headers(
    shared: Headers | undefined,
    own: Headers | undefined,
    body: string | undefined,
  ): HeadersInit {
    const authorization = `Bearer ${this.token}`;
    if (!shared && !own) {
      // A plain object costs a tenth of a Headers.
      return body === undefined
        ? { authorization, accept: JSON_TYPE }
        : { authorization, accept: JSON_TYPE, "content-type": JSON_TYPE };
    }
    const headers = new Headers(shared);
    for (const [name, value] of own ?? []) headers.set(name, value);
    if (!headers.has("accept")) headers.set("accept", JSON_TYPE);
    if (body !== undefined && !headers.has("content-type")) headers.set("content-type", JSON_TYPE);
    headers.set("authorization", authorization);
    return headers;
  }

  /** `fetch` has settled. */
  settled(): void {
    this.#inFlight = undefined;
  }

  /** Starts to read the body. */
  read(): PromiseLike<unknown> {
    const { response } = this.head as Head;
    return promiseOf(() => readText(response));
  }

  /** The body has arrived. */
  setText(text: unknown): void {
    this.text = typeof text === "string" ? text : "";
    this.body = parse(this.text);
  }

  get requestId(): string | undefined {
    return this.head && header(this.head.headers, "x-request-id");
  }

  /** Nobody awaits the response any more. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
    // Should the response of a `fetch` that ignores its signal arrive after all, nobody reads it.
    this.#inFlight?.then(release, () => {});
    this.#inFlight = undefined;
  }

  /** The request is over, in whatever way. */
  end(): void {
    this.#ended?.();
  }

  /** Releases a body that nobody reads. */
  releaseBody(): void {
    if (this.text === undefined && this.head) release(this.head.response);
  }
}

/** Calls a function of the user's. What it throws becomes a rejection; it may return anything. */
export function promiseOf<T>(work: () => T | PromiseLike<T>): PromiseLike<T> {
  try {
    const result = work();
    return result instanceof Promise ? result : Promise.resolve(result);
  } catch (error) {
    return Promise.reject(error);
  }
}
