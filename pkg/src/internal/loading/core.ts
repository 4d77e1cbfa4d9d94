// The wasm as the facade sees it: plain synchronous functions over handles. Rust decides, this side
// awaits. What each function does is told in the `bindings` module of the crate.

import type { Outcome } from "../errors/errors.js";

/** Why an attempt failed. */
export const Trouble = { connection: 0, timeout: 1, cutOff: 2, refused: 3 } as const;
export type Trouble = (typeof Trouble)[keyof typeof Trouble];

/** By the number that `method` gives. */
export const METHODS: readonly string[] = ["GET", "POST", "PUT", "DELETE"];

/** By the number that `outcome` gives. */
export const OUTCOMES: readonly Outcome[] = ["not_sent", "rejected", "unknown"];

export interface Core {
  open(
    baseUrl: string,
    limiter: string,
    requests: number,
    per: number,
    workspaceId: number,
    validation: number,
    now: number,
  ): number;
  close(client: number): void;
  begin(
    client: number,
    operation: number,
    ask: string,
    extras: string | undefined,
    timeout: number,
    deadline: number,
    maxRetries: number,
    bulk: boolean,
    now: number,
  ): number;
  admit(call: number, alone: boolean, now: number): number;
  pump(now: number): number;
  wake(now: number): number;
  method(call: number): number;
  url(call: number): string;
  body(call: number): string | undefined;
  headers(extra: Headers, authorization: string, body: boolean): Headers;
  sent(call: number, now: number): number;
  answered(
    call: number,
    status: number,
    redirect: boolean,
    headers: string | undefined,
    now: number,
  ): number;
  judge(call: number, text: string, json: boolean): number;
  drifts(): string;
  failed(call: number, trouble: Trouble, detail: string, now: number): number;
  outcome(call: number): number;
  retryReason(call: number): number;
  refused(call: number): number;
  renewed(client: number, fresh: boolean): void;
  repeat(call: number): void;
  nextPage(
    call: number,
    total: number,
    perPage: number,
    currentPage: number,
    lastPage: number,
    items: number,
  ): number;
  end(call: number, now: number): void;
  rate(client: number, which: number, now: number): number;
}
