// The one clock of the core. Programs under test fake the clock, the timers, or only one of them, and
// drop their fakes while calls still wait. So this clock never runs backwards, and it accepts that a
// timer which has fired was due.

/** Timers may fire this much early, in milliseconds, because clocks are rounded. */
const ROUNDING = 1.5;

export class Clock {
  #offset = 0;
  #last = 0;

  /** Milliseconds from an arbitrary start, never less than before. */
  now(): number {
    const now = performance.now() + this.#offset;
    if (now < this.#last) {
      this.#offset += this.#last - now;
      return this.#last;
    }
    this.#last = now;
    return now;
  }

  /** A timer that was due at this time has fired. */
  fired(due: number): void {
    const early = due - this.now();
    if (early > ROUNDING) {
      this.#offset += early;
      this.#last = due;
    }
  }
}
