// Errors in words that say what to do.

import { type AnyWebWorkError, WebWorkError } from "webwork-sdk";
import type { Status } from "./storage.ts";
import { wording } from "./wording.ts";

export function explain(thrown: unknown): Status {
  if (!(thrown instanceof WebWorkError)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { kind: "failed", message };
  }
  const error = thrown as AnyWebWorkError; // `code` narrows it to one class
  switch (error.code) {
    case "authentication":
      return {
        kind: "signed_out",
        message: "WebWork does not accept your sign-in any more. Sign in again in the options.",
      };
    case "permission":
      return {
        kind: "failed",
        message: `WebWork refuses: ${wording(error)} Only owners and executive managers of a workspace may use timers through its API.`,
      };
    case "rate_limited": {
      const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1_000);
      return {
        kind: "waiting",
        message: "WebWork's rate limit is used up. It goes on by itself.",
        until: Date.now() + seconds * 1_000,
      };
    }
    case "connection":
    case "timeout":
    case "server":
      return {
        kind: "offline",
        message: "WebWork cannot be reached. Your time is kept here, and sent when it can.",
      };
    default:
      return { kind: "failed", message: wording(error) };
  }
}
