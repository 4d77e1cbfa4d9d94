// Which rows of a list are new. Rust decides; this hands it the rows as JSON.

import type { Engine } from "../core/engine.js";
import { loadEngine, runningEngine } from "../core/load.js";
import { DecodeError, InternalError } from "../errors/errors.js";
import { PageVerdict } from "../generated/boundary.js";
import type { Rows } from "../generated/glue.js";

export class RowFilter {
  readonly #operation: string;
  #engine: Engine | undefined;
  #rows: Rows | undefined;

  constructor(operation: string) {
    this.#operation = operation;
  }

  /** The items that were on no earlier page; `undefined` if the list has ended. */
  async newOnly<T>(items: readonly T[], repeatIsEnd: boolean): Promise<T[] | undefined> {
    const engine = runningEngine() ?? (await loadEngine());
    if (this.#engine !== engine) {
      // The wasm has trapped since the last page, and what it remembered is gone.
      this.#rows = new engine.core.Rows();
      this.#engine = engine;
    }
    const rows = this.#rows as Rows;
    try {
      switch (rows.page(JSON.stringify(items), repeatIsEnd)) {
        case PageVerdict.Rows: {
          const repeated = new Set(rows.repeated());
          return items.filter((_, index) => !repeated.has(index));
        }
        case PageVerdict.End:
          return undefined;
      }
    } catch (cause) {
      engine.retire(cause);
      const message = `${this.#operation}: a bug in webwork-sdk; please report it`;
      throw new InternalError(message, { operation: this.#operation, outcome: "rejected", cause });
    }
    throw new DecodeError(
      `${this.#operation}: the list does not end: page after page brings nothing new`,
      { operation: this.#operation, outcome: "rejected" },
    );
  }

  free(): void {
    if (!this.#engine?.isBroken) this.#rows?.free();
    this.#rows = this.#engine = undefined;
  }
}
