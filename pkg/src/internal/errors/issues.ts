// What is wrong with the arguments of a call or the options of a client.

import { type ErrorDetails, WebWorkError } from "./base.js";

/** One thing that is wrong with the arguments of a call or the options of a client. */
export interface Issue {
  /** Where, as you write it: `user_id`, `assignees[0]`, `body.from`, `options.query.x`, `rateLimit.per`. */
  readonly parameter: string;
  /** What is allowed, in words: `an integer from 1 to 100`. Begins with `nothing` where there is no such parameter. */
  readonly expected: string;
  /** What was given: `"1"`, `NaN`, `a Date`; `nothing` where a required parameter is missing. */
  readonly received: string;
}

/** Stands in an issue for a value that was not given, and for an option or parameter that does not exist. @internal */
export const NOTHING = "nothing";

/** Parameters or options were refused before anything was sent; `issues` has all of them. Code `invalid_argument`. */
export class InvalidArgumentError extends WebWorkError {
  static override readonly brand = "InvalidArgumentError";
  static override readonly code = "invalid_argument";
  declare readonly code: "invalid_argument";

  /** Everything that is wrong, at most 50. */
  declare readonly issues: readonly Issue[];

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details);
    this.issues = details.issues ?? [];
  }
}

/** The error with all issues in its message. @internal */
export function refusal(operation: string, issues: readonly Issue[]): InvalidArgumentError {
  return new InvalidArgumentError(`${operation}: ${summaryOf(issues)}`, { operation, issues });
}

/** Issues that a message spells out. */
const TOLD = 5;

/** Issues in words: `user_id is required: an integer`, or `2 problems: …; …`. @internal */
export function summaryOf(issues: readonly Issue[]): string {
  const sentences = issues.slice(0, TOLD).map(({ parameter, expected, received }) => {
    if (expected.startsWith(NOTHING))
      return `${parameter} is unknown${expected.slice(NOTHING.length)}`;
    return received === NOTHING
      ? `${parameter} is required: ${expected}`
      : `${parameter} must be ${expected}, got ${received}`;
  });
  if (issues.length > TOLD) sentences.push(`and ${issues.length - TOLD} more`);
  return (issues.length > 1 ? `${issues.length} problems: ` : "") + sentences.join("; ");
}
