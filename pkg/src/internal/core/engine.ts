// The running wasm with the calls on it. It resumes the calls that wait for a permit, tells other copies
// of the package about the rate limits, and fails all calls when the wasm traps.

import type { Glue } from "../generated/glue.js";
import type { RateLimitHolder, RateLimitStore } from "../rate-limit/store.js";
import { keepAlive } from "./keep-alive.js";
import { join, type Member, others, processClock } from "./process.js";

/** A call, as far as the engine is concerned. */
export interface Running {
  /** The wasm has trapped: nothing more will be heard of the call. */
  broken(cause: unknown): void;
}

/** The longest delay that timers hold; they fire at once beyond it. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** A timer that is late by so many milliseconds will not fire any more. */
const LATE = 1_000;

export class Engine implements Member {
  readonly core: Glue;
  readonly clock = processClock();
  /** Keys of the rate limits that other copies of the package may share. */
  readonly #rateLimits = new Set<string>();
  /** By key: what gets permits from a store that other processes share. */
  readonly #holders = new Map<string, RateLimitHolder>();
  readonly #calls = new Map<number, Running>();
  /** What resumes each call that waits for its turn. */
  readonly #waiting = new Map<number, () => void>();
  /** Calls whose turn came before they had begun to wait: while a hook ran, for instance. */
  readonly #resumed = new Set<number>();
  #broken = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDue = Infinity;
  /** The function that set the timer: fake timers may have been dropped since. */
  #timerSetBy: typeof setTimeout | undefined;

  constructor(core: Glue) {
    this.core = core;
    join(this);
  }

  get isBroken(): boolean {
    return this.#broken;
  }

  /** A call has started. */
  add(id: number, call: Running): void {
    this.#calls.set(id, call);
    if (this.#calls.size === 1) keepAlive(true);
  }

  /** A call has ended. */
  remove(id: number): void {
    this.#waiting.delete(id);
    this.#resumed.delete(id);
    this.#calls.delete(id);
    if (this.#calls.size === 0) keepAlive(false);
    this.attend();
  }

  /** Resolves when it is the call's turn. */
  turn(id: number): Promise<void> {
    if (this.#resumed.delete(id)) return Promise.resolve();
    const turn = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    this.attend();
    return turn;
  }

  /** The call waits no longer: its time is up. */
  stopWaiting(id: number): void {
    this.#waiting.delete(id);
  }

  /** Resumes the calls whose turn it is. To be called after every event: any may have freed a permit. */
  attend(): void {
    this.#resume();
    for (const holder of this.#holders.values()) holder.attend();
  }

  #resume(): void {
    try {
      this.#publish();
      if (this.#waiting.size === 0) return this.#setTimer(Infinity);
      const now = this.clock.now();
      for (let id = this.core.nextReady(now); id >= 0; id = this.core.nextReady(now)) {
        const resume = this.#waiting.get(id);
        if (resume) resume();
        else this.#resumed.add(id);
        this.#waiting.delete(id);
      }
      this.#publish();
      this.#setTimer(this.#waiting.size > 0 ? now + this.core.wakeIn(now) : Infinity);
    } catch (cause) {
      this.retire(cause);
    }
  }

  /**
   * A client with this rate limit was opened: what other copies of the package know about it is taken
   * over, and its permits come from the store, if there is one.
   */
  share(rateLimit: string, store: RateLimitStore | undefined): void {
    this.#rateLimits.add(rateLimit);
    for (const other of others(this)) this.import(rateLimit, other.export(rateLimit));
    const { core, clock } = this;
    const holder = this.#holders.get(rateLimit);
    // The core may have forgotten the limit since, and that a store grants its permits.
    if (holder) holder.attend();
    else if (store)
      this.#holders.set(
        rateLimit,
        store.join({
          key: rateLimit,
          clock,
          report: () => {
            const numbers: number[] = [];
            if (!this.#broken) core.reportRateLimit(rateLimit, numbers);
            return numbers;
          },
          grant: (...numbers) => {
            if (this.#broken) return;
            core.grantRateLimit(rateLimit, ...numbers);
            queueMicrotask(() => this.attend());
          },
          // They queue again, and report for how long.
          tell: () => {
            for (const resume of this.#waiting.values()) resume();
            this.#waiting.clear();
          },
        }),
      );
  }

  export(rateLimit: string): number[] {
    const state: number[] = [];
    const known = !this.#broken && this.#rateLimits.has(rateLimit);
    if (known) this.core.exportRateLimit(rateLimit, true, state);
    return state;
  }

  import(rateLimit: string, state: readonly number[]): void {
    if (this.#broken || state.length === 0 || !this.#rateLimits.has(rateLimit)) return;
    this.core.importRateLimit(rateLimit, state);
    // A permit may be free sooner than this copy knew. Not now: the other one is in the middle of a call.
    queueMicrotask(() => this.attend());
  }

  /** Tells other copies of the package about changes. */
  #publish(): void {
    const peers = others(this);
    if (peers.length === 0) return;
    for (const rateLimit of this.#rateLimits) {
      const state: number[] = [];
      this.core.exportRateLimit(rateLimit, false, state);
      if (state.length > 0) for (const peer of peers) peer.import(rateLimit, state);
    }
  }

  /** Gives the instance up: every call on it fails, and the next call loads a fresh one. */
  retire(cause: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    clearTimeout(this.#timer);
    keepAlive(false);
    for (const call of [...this.#calls.values()]) call.broken(cause);
    this.#calls.clear();
    this.#waiting.clear();
    this.#resumed.clear();
  }

  #setTimer(due: number): void {
    const isSet = this.#timerDue < Infinity;
    if (due === Infinity && !isSet) return;
    const isLost =
      isSet && (this.#timerSetBy !== setTimeout || this.clock.now() > this.#timerDue + LATE);
    // A timer that fires too early is set again, which is cheaper than to move it each time.
    if (isSet && !isLost && this.#timerDue <= due && due < Infinity) return;
    // Fake timers complain about a timer that is not theirs.
    if (isSet && this.#timerSetBy === setTimeout) clearTimeout(this.#timer);
    this.#timerDue = due;
    if (due === Infinity) return;
    this.#timerSetBy = setTimeout;
    const now = this.clock.now();
    const delay = Math.min(Math.ceil(due - now), LONGEST_DELAY);
    const timer = setTimeout(() => {
      if (this.#timer === timer) this.#timerDue = Infinity;
      this.clock.fired(now + delay);
      this.attend();
    }, delay);
    this.#timer = timer;
  }
}
