// What is wrong with the arguments of a call or the options of a client.

import { WebWorkError, type ErrorDetails } from "./base.js";

/** One thing that is wrong with the arguments of a call or the options of a client. */
export interface Issue {
  /** Where, as you write it: `user_id`, `assignees[0]`, `body.from`, `options.query.x`, `rateLimit.per`. */
  readonly parameter: string;
  /** What is allowed, in words: `an integer from 1 to 100`. Begins with `nothing` where there is no such parameter. */
  readonly expected: string;
  /** What was given: `"1"`, `NaN`, `a Date`; `nothing` where a required parameter is missing. */
  readonly received: string;
}

/** Parameters or options were refused before anything was sent; `issues` has all of them. Code `invalid_argument`. */
export class InvalidArgumentError extends WebWorkError {
  static override readonly brand = "InvalidArgumentError";
  static override readonly code = "invalid_argument";
  declare readonly code: "invalid_argument";

  /** Everything that is wrong, at most 50. */
  readonly issues: readonly Issue[];

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.issues = details.issues ?? [];
  }
}

/** The error for everything that is wrong with options. @internal */
export function invalidOptions(operation: string, issues: readonly Issue[]): InvalidArgumentError {
  const sentences = issues.map(({ parameter, expected, received }) => {
    if (expected.startsWith("nothing"))
      return `there is no option ${parameter}${expected.slice("nothing".length)}`;
    return received === "nothing"
      ? `${parameter} is required: ${expected}`
      : `${parameter} must be ${expected}, got ${received}`;
  });
  const told = sentences.slice(0, 5).join("; ");
  const more = sentences.length > 5 ? `; and ${sentences.length - 5} more` : "";
  const count = sentences.length > 1 ? `${sentences.length} problems: ` : "";
  return new InvalidArgumentError(`${operation}: ${count}${told}${more}`, {
    operation,
    issues: issues.slice(0, 50),
  });
}
