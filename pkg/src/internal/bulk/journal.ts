// The records of a `timeEntries.createMany`: JSON with a checksum, a line each. Every run begins with a
// record of its own, so that one that was torn before it can be told from other damage.

import { refusal } from "../errors/errors.js";
import type { Glue } from "../generated/glue.js";
import type { CreateTimeEntryParams } from "../generated/models.js";
import type { CreateManyResult, Journal } from "./types.js";

const VERSION = 1;

/** What a result is recorded as: `error` as far as it can be made again. */
export interface RecordedResult
  extends Pick<CreateManyResult, "status" | "asked" | "saved" | "ids"> {
  readonly error?: { code: string; message: string; status?: number | undefined } | undefined;
}

/** What is known of an entry. */
export interface Recorded {
  /** Fingerprint of the entry. */
  readonly entry: number;
  /** Its last write may have left: ids of the entries that could be mistaken for what came of it. */
  readonly before?: string[] | undefined;
  /** The entry, beside `before`. */
  readonly params?: CreateTimeEntryParams | undefined;
  readonly result?: RecordedResult | undefined;
}

type JournalRecord =
  | { readonly run: number; readonly workspace_id: number | undefined }
  | ({ readonly index: number } & Recorded);

export class Log {
  /** What earlier runs have recorded, by index. */
  readonly known = new Map<number, Recorded>();
  readonly #operation: string;
  readonly #core: Glue;
  readonly #journal: Journal | undefined;
  /** The last append. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(operation: string, core: Glue, journal: Journal | undefined) {
    this.#operation = operation;
    this.#core = core;
    this.#journal = journal;
  }

  /** Reads what earlier runs have recorded, and records the beginning of this one. */
  async open(workspace_id: number | undefined): Promise<void> {
    if (!this.#journal) return;
    let number = 0;
    let damaged = 0;
    for await (const text of await this.#journal.load()) {
      number++;
      const record = this.#read(text);
      if (!record) {
        if (damaged > 0) this.#refuseDamage(damaged);
        damaged = number;
        continue;
      }
      const isRun = "run" in record;
      if (damaged > 0 && !isRun) this.#refuseDamage(damaged);
      damaged = 0;
      if (isRun) {
        if (record.run !== VERSION)
          this.refuse(`a journal of version ${VERSION}`, `one of version ${record.run}`);
        if ((record.workspace_id ?? undefined) !== workspace_id)
          this.refuse(
            `a journal of workspace ${workspace_id}`,
            `one of workspace ${record.workspace_id}`,
          );
      } else if (number === 1) {
        this.#refuseDamage(1);
      } else {
        const { index, ...recorded } = record;
        this.known.set(index, recorded);
      }
    }
    // The very first record may be torn; that of anything else is no record of a journal.
    if (damaged > 1 || (damaged === 1 && number === 1)) damaged = 0;
    if (damaged > 0) this.#refuseDamage(damaged);
    await this.append({ run: VERSION, workspace_id });
  }

  /** Appends a record. Resolves when it is durable. */
  append(record: JournalRecord): Promise<unknown> {
    const journal = this.#journal;
    if (!journal) return this.#tail;
    const json = JSON.stringify(record);
    const line = `${json.slice(0, -1)},"sum":${this.#core.fingerprint(json)}}`;
    this.#tail = this.#tail.then(() => journal.append(line));
    return this.#tail;
  }

  /** @throws {InvalidArgumentError} */
  refuse(expected: string, received: string): never {
    throw refusal(this.#operation, [{ parameter: "options.journal", expected, received }]);
  }

  #refuseDamage(number: number): never {
    this.refuse("an undamaged journal", `one whose record ${number} is damaged`);
  }

  /** A record whose checksum is right. */
  #read(text: string): JournalRecord | undefined {
    try {
      const { sum, ...record } = JSON.parse(text) as { sum: number } & JournalRecord;
      return sum === this.#core.fingerprint(JSON.stringify(record)) ? record : undefined;
    } catch {
      return undefined;
    }
  }
}
