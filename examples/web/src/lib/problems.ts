// What an error means to the person in front of the screen, and what they can do about it. The SDK has
// one class per situation, and `outcome` says whether a write may have happened.

import {
  type AnyWebWorkError,
  type AuthenticationError,
  type Issue,
  WebWorkError,
} from "webwork-sdk";
import { formatMinutes } from "./times.ts";

export interface Problem {
  readonly title: string;
  readonly advice: string;
  /** Whether the same thing can be tried again. */
  readonly retry: boolean;
  /** Whether it was a change that may have been saved all the same. */
  readonly mayBeDone: boolean;
  /** What was wrong with single fields, by the name of the parameter. */
  readonly fields: Readonly<Record<string, string>>;
  /** For whoever has to look into it. */
  readonly reference?: string | undefined;
}

/** Whether the server did not accept the token, so that the user has to sign in again. */
export function endsSession(error: unknown): boolean {
  if (!(error instanceof WebWorkError)) return false;
  const known = error as AnyWebWorkError;
  return known.code === "authentication" && !known.retryable;
}

export function explain(error: unknown): Problem {
  const problem = problemOf(error);
  return error instanceof WebWorkError ? { ...problem, mayBeDone: mayBeDone(error) } : problem;
}

function problemOf(error: unknown): Problem {
  if (!(error instanceof WebWorkError)) {
    const advice = "Reload the page. If it happens again, this app has a bug.";
    return problem("Something went wrong in this app", advice, { reference: String(error) });
  }
  // The union of all errors: each `case` knows the class, and with it the members.
  const known = error as AnyWebWorkError;
  switch (known.code) {
    case "invalid_argument": {
      const fields = known.issues.map((issue) => [issue.parameter, sentence(issue)] as const);
      return problem("Please check the form", "Nothing was sent.", {
        fields: Object.fromEntries(fields),
        retry: false,
      });
    }
    case "validation": {
      const fields = Object.entries(known.errors).map(([name, texts]) => [name, texts.join(" ")]);
      const advice = fields.length > 0 ? "Nothing was saved." : withoutStatus(known);
      return problem("WebWork did not accept this", advice, {
        fields: Object.fromEntries(fields),
        retry: false,
        reference: known.requestId,
      });
    }
    case "authentication":
      return signedOut(known);
    case "permission":
      return problem(
        "You may not see or change this",
        "Your role in this workspace does not allow it. Choose another member, or ask an owner of the workspace.",
        { retry: false, reference: known.requestId },
      );
    case "not_found":
      return problem("This is no longer there", "Somebody may have removed it. Reload to see.", {
        reference: known.requestId,
      });
    case "rate_limited":
      return problem(
        "WebWork asks for a longer break",
        `Too many requests were made with this account. ${again(known.retryAfterMs)}`,
      );
    case "connection":
      return problem("No connection to WebWork", lost(known, "Check your network."));
    case "timeout":
      return problem("WebWork did not respond in time", lost(known, "Your network may be slow."));
    case "server":
      return problem("WebWork has a problem", lost(known, "Wait a little, then try again."), {
        reference: known.requestId ?? `status ${known.status}`,
      });
    case "decode":
      return problem(
        "WebWork sent something unexpected",
        lost(known, "A proxy or a sign-in page of your network may be in between."),
        { reference: known.excerpt?.slice(0, 80) },
      );
    case "conflict":
    case "bad_request":
    case "api":
      return problem("WebWork refused this", withoutStatus(known), {
        retry: false,
        reference: known.requestId,
      });
    default:
      return problem("Something went wrong", known.message);
  }
}

function signedOut({ oauthError, description }: AuthenticationError): Problem {
  if (oauthError === "access_denied")
    return problem("You did not let the app in", "Nothing was shared.", { retry: false });
  if (oauthError && oauthError !== "invalid_grant")
    return problem("Signing in did not work", description ?? "Try it again.", {
      retry: false,
      reference: oauthError,
    });
  const advice =
    "WebWork does not accept the token, perhaps because it has expired. Sign in again.";
  return problem("You are signed out", advice, { retry: false });
}

function problem(title: string, advice: string, more: Partial<Problem> = {}): Problem {
  return { title, advice, retry: true, mayBeDone: false, fields: {}, ...more };
}

const isRead = ({ operation }: WebWorkError) => /\.(list|range|current)$/.test(operation);

const mayBeDone = (error: WebWorkError) => error.outcome === "unknown" && !isRead(error);

/** A lost response to a write leaves open whether it was done. Say so instead of guessing. */
function lost(error: WebWorkError, advice: string): string {
  if (isRead(error)) return advice;
  return mayBeDone(error)
    ? `The change may have been saved: look at what is there before you try again. ${advice}`
    : `Nothing was changed. ${advice}`;
}

function again(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) return "Try again in a few minutes.";
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return minutes > 1 ? `Try again in ${formatMinutes(minutes)}.` : "Try again in a minute.";
}

const NAMES: Record<string, string> = { start_time: "the start", end_time: "the end" };

/** "Must be later than the start." of an issue of the SDK. */
function sentence({ parameter, expected, received }: Issue): string {
  if (parameter === "token") return `Must be the token alone; this is ${received}.`;
  const text = expected.replace(/\b(start_time|end_time)\b/g, (name) => NAMES[name] ?? name);
  return `Must be ${text}.`;
}

/** The server's own words, without "timesheets.approve: 422" in front. */
function withoutStatus(error: WebWorkError): string {
  return error.message.replace(/^\S+: (\d{3} )?/, "");
}
