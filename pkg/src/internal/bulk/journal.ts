// The records of a `timeEntries.createMany`: JSON with a checksum, a line each. Every run begins with a
// record of its own, so that one that was torn before it can be told from other damage.

import { isObject } from "../call/response.js";
import { describe } from "../client/describe.js";
import { refusal } from "../errors/errors.js";
import type { Glue } from "../generated/glue.js";
import type { CreateTimeEntryParams } from "../generated/models.js";
import type { CreateManyResult, Journal } from "./types.js";

export const NAME = "timeEntries.createMany";

const VERSION = 1;

/** A result without its entry. */
export type Settled = Omit<CreateManyResult, "index" | "entry">;

/** What is known of an entry. */
export interface Recorded {
  /** Fingerprint of the entry. */
  readonly entry: number;
  /** Its last write may have left: ids of the entries that could be mistaken for what came of it. */
  readonly before?: string[] | undefined;
  /** The entry, beside `before`. */
  readonly params?: CreateTimeEntryParams | undefined;
  /** What became of it. The error of one that was read is what its `toJSON` had returned. */
  readonly result?: Settled | undefined;
}

type JournalRecord =
  | { readonly run: number; readonly workspace_id: number | undefined }
  | ({ readonly index: number } & Recorded);

export class Log {
  /** What earlier runs have recorded, by index. */
  readonly known = new Map<number, Recorded>();
  readonly #core: Glue;
  readonly #journal: Journal | undefined;
  /** The last append. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(core: Glue, journal: Journal | undefined) {
    this.#core = core;
    this.#journal = journal;
  }

  /** Reads what earlier runs have recorded, and records the beginning of this one. */
  async open(workspace_id: number | undefined): Promise<void> {
    if (!this.#journal) return;
    let number = 0;
    /** Number of the record that only the next run's own may follow: 0, or a torn one. */
    let torn = 0;
    const records: unknown = await this.#journal.load();
    if (!isIterable(records))
      refuse("a journal whose load gives an array of records", describe(records));
    for await (const text of records) {
      number++;
      const record = this.#read(text);
      if (record && "run" in record) {
        torn = 0;
        if (record.run !== VERSION)
          refuse(`a journal of version ${VERSION}`, `one of version ${record.run}`);
        if ((record.workspace_id ?? undefined) !== workspace_id)
          refuse(
            `a journal of workspace ${workspace_id}`,
            `one of workspace ${record.workspace_id}`,
          );
        continue;
      }
      // The first record is that of a run.
      if (record && number === 1) torn = 1;
      if (torn > 0) refuse("an undamaged journal", `one whose record ${torn} is damaged`);
      if (!record) {
        torn = number;
        continue;
      }
      const { index, ...recorded } = record;
      this.known.set(index, recorded);
    }
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

/** A string would be one of characters. */
function isIterable(value: unknown): value is Iterable<string> | AsyncIterable<string> {
  return isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** @throws {InvalidArgumentError} */
export function refuse(expected: string, received: string): never {
  throw refusal(NAME, [{ parameter: "options.journal", expected, received }]);
}
