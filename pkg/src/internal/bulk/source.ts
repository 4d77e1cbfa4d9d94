import type { Site } from "../call/site.js";
import { aFunction, callRules, integer, type Rules } from "../client/checks.js";
import type { CallOptions } from "../client/options.js";
import type { Session } from "../client/session.js";
import type { Engine } from "../core/engine.js";
import { errorOf, type WebWorkError } from "../errors/errors.js";
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
export const bulkRules = {
  signal: callRules.signal,
  concurrency: integer(1, 100),
  onProgress: aFunction,
} satisfies Rules;

/** Milliseconds until the last of so many further calls can be sent. */
export function etaMs({ session }: Source, engine: Engine, calls: number): number {
  return Math.ceil(engine.core.schedule(session.handle(engine), calls, engine.clock.now()));
}

/** The error of a helper whose `signal` was aborted. */
export function aborted(operation: string, cause: unknown): WebWorkError {
  return errorOf("aborted", `${operation}: it was aborted`, { operation, cause });
}
