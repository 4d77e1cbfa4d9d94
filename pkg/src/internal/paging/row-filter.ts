// Which rows of a list are new. Rust decides; this hands it the rows as JSON.

import type { Engine } from "../core/engine.js";
import { loadEngine } from "../core/load.js";
import { DecodeError, InternalError } from "../errors/errors.js";
import { PageVerdict } from "../generated/boundary.js";

export class RowFilter {
  readonly #operation: string;
  #engine: Engine | undefined;
  #handle = -1;

  constructor(operation: string) {
    this.#operation = operation;
  }

  /** The items that were on no earlier page; `undefined` if the list has ended. */
  async newOnly<T>(items: readonly T[], repeatIsEnd: boolean): Promise<T[] | undefined> {
    const engine = await loadEngine();
    if (this.#engine !== engine) {
      // The wasm has trapped since the last page, and what it remembered is gone.
      this.#handle = engine.core.openRows();
      this.#engine = engine;
    }
    const repeated: number[] = [];
    try {
      switch (engine.core.rows(this.#handle, JSON.stringify(items), repeatIsEnd, repeated)) {
        case PageVerdict.Rows:
          return items.filter((_, index) => !repeated.includes(index));
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
    if (!this.#engine?.isBroken) this.#engine?.core.closeRows(this.#handle);
    this.#engine = undefined;
  }
}
