import { LONGEST_DELAY } from "../core/engine.js";
import type { processClock } from "../core/process.js";

/** The one timer of a call. */
export class Timer {
  #id: ReturnType<typeof setTimeout> | undefined;

  /** Calls `fire` after `ms`. What was set before is forgotten; an infinite time sets nothing. */
  set(ms: number, clock: ReturnType<typeof processClock> | undefined, fire: () => void): void {
    this.clear();
    if (ms === Infinity) return;
    const delay = Math.min(Math.ceil(ms), LONGEST_DELAY);
    const due = (clock?.now() ?? 0) + delay;
    this.#id = setTimeout(() => {
      clock?.fired(due);
      fire();
    }, delay);
  }

  clear(): void {
    clearTimeout(this.#id);
  }
}
