// The running wasm: one instance for the whole process, with the calls on it. It resumes the calls
// that wait for a permit, and fails all of them when the wasm traps.

import type { Glue } from "../generated/glue.js";
import { Clock } from "./clock.js";
import { keepAlive } from "./keep-alive.js";

/** A call, as far as the engine is concerned. */
export interface Running {
  /** The wasm has trapped: nothing more will be heard of the call. */
  broken(cause: unknown): void;
}

/** The longest delay that timers hold; they fire at once beyond it. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/** A timer that is late by so many milliseconds will not fire any more. */
const LATE = 1_000;

export class Engine {
  readonly core: Glue;
  readonly clock = new Clock();
  readonly #calls = new Map<number, Running>();
  /** What resumes each call that waits for its turn. */
  readonly #waiting = new Map<number, () => void>();
  #broken = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerDue = Infinity;
  /** The function that set the timer: fake timers may have been dropped since. */
  #timerSetBy: typeof setTimeout | undefined;

  constructor(core: Glue) {
    this.core = core;
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
    this.#calls.delete(id);
    if (this.#calls.size === 0) keepAlive(false);
    this.attend();
  }

  /** Resolves when it is the call's turn. */
  turn(id: number): Promise<void> {
    const turn = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    this.attend();
    return turn;
  }

  /** Resumes the calls whose turn it is. To be called after every event: any may have freed a permit. */
  attend(): void {
    if (this.#waiting.size === 0) return this.#setTimer(Infinity);
    try {
      const now = this.clock.now();
      for (let id = 0; (id = this.core.nextReady(now)) >= 0; ) {
        this.#waiting.get(id)?.();
        this.#waiting.delete(id);
      }
      this.#setTimer(this.#waiting.size > 0 ? now + this.core.wakeIn(now) : Infinity);
    } catch (cause) {
      this.retire(cause);
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
  }

  #setTimer(due: number): void {
    const isSet = this.#timerDue < Infinity;
    if (due === Infinity && !isSet) return;
    const isLost =
      isSet && (this.#timerSetBy !== setTimeout || this.clock.now() > this.#timerDue + LATE);
    // A timer that fires too early is set again, which is cheaper than to move it each time.
    if (isSet && !isLost && this.#timerDue <= due && due < Infinity) return;
    clearTimeout(this.#timer);
    this.#timerDue = due;
    if (due === Infinity) return;
    this.#timerSetBy = setTimeout;
    const now = this.clock.now();
    const delay = Math.min(Math.ceil(due - now), LONGEST_DELAY);
    this.#timer = setTimeout(() => {
      this.#timerDue = Infinity;
      this.clock.fired(now + delay);
      this.attend();
    }, delay);
  }
}
