import { type ErrorDetails, summaryOf } from "../errors/errors.js";
import { redact, safeHeaders } from "../errors/secrets.js";
import { OUTCOMES, type Step } from "../generated/boundary.js";
import type { Attempt } from "./attempt.js";
import { parse } from "./response.js";

/** Characters of a message that are kept. Servers may put a whole page into one. */
const LONGEST_MESSAGE = 1_000;
const LONGEST_EXCERPT = 200;

/** The message of a failure that the core decided on, without the secret. */
export function messageOf({ issues, message }: Step, secret: string | undefined): string {
  return issues
    ? redact(summaryOf(issues), secret)
    : redact(message, secret).slice(0, LONGEST_MESSAGE);
}

/** What the error of such a failure knows, without the secret. */
export function detailsOf(
  step: Step,
  attempt: Attempt | undefined,
  secret: string | undefined,
): ErrorDetails {
  const text = attempt?.text === undefined ? undefined : redact(attempt.text, secret);
  const body = text === attempt?.text ? attempt?.body : parse(text ?? "");
  return {
    outcome: OUTCOMES[step.outcome],
    attempts: step.attempts,
    retryable: step.retryable,
    issues: step.issues?.map((issue) => ({ ...issue, received: redact(issue.received, secret) })),
    status: attempt?.head?.status,
    headers: attempt?.head && safeHeaders(attempt.head.headers, secret),
    body: body ?? text,
    retryAfterMs: step.retryAfterMs,
    // Cut after redaction, so that no part of the secret remains.
    excerpt: step.hasExcerpt ? (text ?? "").slice(0, LONGEST_EXCERPT) : undefined,
    pointer: step.pointer,
  };
}

/** What stands in for the body where there is none, or where a repeated request found everything done. */
export function acknowledgement({ message }: Step): { success: true; message?: string } {
  return message ? { success: true, message } : { success: true };
}
