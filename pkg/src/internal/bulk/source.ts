import type { Site } from "../call/site.js";
import type { Rule } from "../client/checks.js";
import { callRules, isIntegerFrom } from "../client/checks.js";
import type { CallOptions } from "../client/options.js";
import type { Session } from "../client/session.js";
import type { Engine } from "../core/engine.js";
import type { CreateTimeEntryResponse, TimeEntry } from "../generated/models.js";
import type { ApiPromise } from "../paging/api-promise.js";
import type { PagePromise } from "../paging/page-promise.js";

/** What the helpers are made of: the calls of the client, and what these share. */
export interface Source {
  readonly session: Session;
  /** Index of `timeEntries.create`. */
  readonly createOperation: number;
  list(params: object, options: CallOptions, site: Site): PagePromise<TimeEntry>;
  create(params: object, options: CallOptions, site: Site): ApiPromise<CreateTimeEntryResponse>;
}

/** Rows per page: the most that the server gives. */
export const PER_PAGE = 50;

export const DEFAULT_CONCURRENCY = 4;

/** The options that both helpers have. */
export const bulkRules: Record<"signal" | "concurrency" | "onProgress", Rule> = {
  signal: callRules["signal"] as Rule,
  concurrency: { expected: "an integer from 1 to 100", accepts: isIntegerFrom(1, 100) },
  onProgress: { expected: "a function", accepts: (value) => typeof value === "function" },
};

/** Milliseconds until the last of so many further calls can be sent. */
export function etaMs({ session }: Source, engine: Engine, calls: number): number {
  return Math.ceil(engine.core.schedule(session.handle(engine), calls, engine.clock.now()));
}

/** Calls a listener. One that throws is ignored. */
export function notify<P>(listener: ((progress: P) => void) | undefined, progress: () => P): void {
  try {
    listener?.(progress());
  } catch {
    // As with hooks.
  }
}
