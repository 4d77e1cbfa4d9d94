// Extra headers, as users give them.

import type { Issue } from "../errors/errors.js";
import { describeType } from "./describe.js";

/**
 * The headers that the user gave, as `Headers`. Entries whose value is `undefined` are left out; what
 * cannot be sent goes into `issues`. Values are not quoted: they may be secret.
 */
export function readHeaders(input: object, parameter: string, issues: Issue[]): Headers {
  const headers = new Headers();
  const entries: unknown[] =
    Symbol.iterator in input ? Array.from(input as Iterable<unknown>) : Object.entries(input);
  for (const [index, entry] of entries.entries()) {
    if (!Array.isArray(entry) || entry.length !== 2) {
      const expected = "an array of a name and a value";
      issues.push({ parameter: `${parameter}[${index}]`, expected, received: describeType(entry) });
      continue;
    }
    const [name, value]: unknown[] = entry;
    if (value === undefined) continue;
    const problem = problemOf(headers, name, value);
    if (problem) issues.push({ parameter: `${parameter}.${String(name)}`, ...problem });
  }
  return headers;
}

/** Adds a header; what is wrong with it, if it cannot be. */
function problemOf(
  headers: Headers,
  name: unknown,
  value: unknown,
): Pick<Issue, "expected" | "received"> | undefined {
  if (typeof name !== "string")
    return { expected: "a header whose name is a string", received: describeType(name) };
  if (name.toLowerCase() === "authorization")
    return { expected: "left out: the option `token` sets it", received: "a header" };
  if (typeof value !== "string") return { expected: "a string", received: describeType(value) };
  try {
    headers.append(name, value);
  } catch {
    const expected = "a header that HTTP allows: no line breaks, no characters above U+00FF";
    return { expected, received: "one that HTTP does not allow" };
  }
  return undefined;
}
