// The wasm as the facade sees it: plain synchronous functions over handles. Rust decides, this side
// awaits. What each function does is told in the `bindings` module of the crate.

import type { Outcome } from "./errors.js";

/** Why an attempt failed. */
export const Trouble = { connection: 0, timeout: 1, cutOff: 2 } as const;
export type Trouble = (typeof Trouble)[keyof typeof Trouble];

export interface Core {
  open(baseUrl: string, limiter: string, requests: number, per: number, workspaceId: number, validation: number, now: number): number;
  close(client: number): void;
  begin(client: number, operation: number, ask: string, extras: string | undefined, timeout: number, deadline: number, maxRetries: number, bulk: boolean, now: number): number;
  admit(call: number, now: number): boolean;
  pump(now: number): Uint32Array;
  wake(now: number): number;
  budget(call: number, now: number): number;
  method(call: number): string;
  url(call: number): string;
  send(call: number, fetch: (url: string, init: RequestInit) => unknown, authorization: string, headers: Headers | undefined, signal: AbortSignal): unknown;
  answered(call: number, response: unknown, now: number): boolean;
  judge(call: number, text: string, body: unknown, onDrift: ((pointer: string, expected: string, found: string) => void) | undefined): boolean;
  failed(call: number, trouble: Trouble, detail: string, now: number): void;
  outcome(call: number): Outcome;
  retryReason(call: number): string;
  retryDelay(call: number): number;
  page(call: number, body: unknown, items: number): Float64Array;
  end(call: number, now: number): void;
  rate(client: number, now: number): Float64Array;
}
