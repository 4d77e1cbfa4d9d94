// Reads what `fetch` resolved to. It may only look like a Response: node-fetch, mocks and polyfills give
// objects of their own, so as little as possible is asked of it.

import { HEADERS } from "../generated/boundary.js";

/** The head of a response. */
export interface Head {
  readonly response: Response;
  readonly status: number;
  /** A redirect whose details the runtime hides. */
  readonly redirect: boolean;
  readonly headers: Headers;
}

/** Reads the head of a response; throws where it is none. */
export function headOf(value: unknown): Head {
  if (!isObject(value)) throw new TypeError("fetch returned no Response");
  const response = value as unknown as Response;
  const status = Number(response.status);
  const redirect = quietly(() => response.type) === "opaqueredirect";
  if (!redirect && !(Number.isInteger(status) && status >= 100 && status < 1000)) {
    throw new TypeError("fetch returned no Response");
  }
  return { response, status, redirect, headers: headersOf(response) };
}

function headersOf(response: Response): Headers {
  const headers = quietly(() => response.headers);
  if (quietly(() => typeof headers?.get) === "function") return headers as Headers;
  return quietly(() => new Headers(headers)) ?? new Headers();
}

/** What can be read without an error. */
export function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A header of a response. */
export function header(headers: Headers, name: string): string | undefined {
  const value: unknown = quietly(() => headers.get(name));
  return typeof value === "string" ? value : undefined;
}

/** The headers that the core reads, a line each. */
export function headerLines({ headers }: Head): string {
  let lines = "";
  for (const name of HEADERS) {
    const value = header(headers, name);
    if (value !== undefined) lines += `${name}:${value}\n`;
  }
  return lines;
}

/** Starts to read the body as text. */
export function readText(response: Response): PromiseLike<unknown> {
  if (typeof response.text === "function") return response.text();
  if (typeof response.json === "function") {
    return Promise.resolve(response.json()).then((value) => JSON.stringify(value));
  }
  if (typeof response.arrayBuffer === "function") {
    return Promise.resolve(response.arrayBuffer()).then((bytes) => new TextDecoder().decode(bytes));
  }
  return Promise.resolve("");
}

/** Releases a body that nobody reads, so that its connection is free again. */
export function release(value: unknown): void {
  quietly(() => {
    const { body, bodyUsed } = value as { body?: unknown; bodyUsed?: boolean };
    if (bodyUsed || !isObject(body)) return;
    // A stream of the web, or one of Node.js, as node-fetch has it.
    const { cancel, destroy } = body as { cancel?: unknown; destroy?: unknown };
    const end = typeof cancel === "function" ? cancel : destroy;
    if (typeof end !== "function") return;
    if (end === destroy)
      (body as { on?(event: string, ignore: () => void): void }).on?.("error", () => {});
    const ended: unknown = end.call(body);
    if (ended instanceof Promise) ended.catch(() => {});
  });
}

/** The value of a JSON text; `undefined` where it is none, or too deep for programs to walk. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return text.length > 2 * DEEPEST && isDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

const DEEPEST = 50_000;

function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true;
    const next: unknown[] = [];
    for (const one of level) {
      if (!isObject(one)) continue;
      for (const member of Object.values(one)) if (isObject(member)) next.push(member);
    }
    level = next;
  }
  return false;
}
