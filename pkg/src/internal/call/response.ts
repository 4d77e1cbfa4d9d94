// What `fetch` gave, which may be a duck: only as much is asked of it as is needed, and whatever a
// duck does instead stays its own affair.

/** The head of an answer. */
export interface Head {
  readonly response: Response;
  readonly status: number;
  /** A redirect that the engine hides. */
  readonly redirect: boolean;
  readonly headers: Headers;
}

/** Reads the head of an answer; throws where it is none. */
export function headOf(answer: unknown): Head {
  if (typeof answer !== "object" || answer === null) throw new TypeError("fetch gave no Response");
  const response = answer as Response;
  const status = Number(response.status);
  const redirect = quietly(() => response.type) === "opaqueredirect";
  if (!redirect && !(Number.isInteger(status) && status >= 100 && status < 1000))
    throw new TypeError("fetch gave no Response");
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

/** A header of an answer. */
export function header(headers: Headers, name: string): string | undefined {
  const value: unknown = quietly(() => headers.get(name));
  return typeof value === "string" ? value : undefined;
}

const LIMITS = ["ratelimit", "x-ratelimit-remaining", "ratelimit-remaining"];
const REST = [
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-reset",
  "x-ratelimit-limit",
  "x-ratelimit-reset",
  "retry-after-ms",
  "retry-after",
  "date",
];

/** The headers that the core looks at, a line each; `undefined` where they tell it nothing. */
export function linesOf({ headers, status }: Head): string | undefined {
  if (status < 400 && LIMITS.every((name) => header(headers, name) === undefined)) return undefined;
  let lines = "";
  for (const name of [...LIMITS, ...REST]) {
    const value = header(headers, name);
    if (value !== undefined) lines += `${name}:${value}\n`;
  }
  return lines;
}

/** The body as text; may throw. */
export function textOf(response: Response): unknown {
  if (typeof response.text === "function") return response.text();
  if (typeof response.json === "function")
    return Promise.resolve(response.json()).then(JSON.stringify);
  if (typeof response.arrayBuffer === "function")
    return Promise.resolve(response.arrayBuffer()).then((bytes) => new TextDecoder().decode(bytes));
  return "";
}

/** Lets go of a body that nobody reads, so that its connection is free again. */
export function discard(answer: unknown): void {
  quietly(() => {
    const response = answer as Response;
    if (!response.bodyUsed) response.body?.cancel().catch(() => {});
  });
}

/** The value of a JSON text; `undefined` where it is none, or nested deeper than programs can walk. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
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
      if (typeof one === "object" && one !== null)
        for (const member of Object.values(one)) if (typeof member === "object") next.push(member);
    }
    level = next;
  }
  return false;
}
