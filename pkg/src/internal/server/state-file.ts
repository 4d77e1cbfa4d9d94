// The state on disk: a snapshot, and journals of what changed since.
//
//   FILE               the last snapshot
//   FILE.bak           the snapshot before
//   FILE.journal-<n>   the changes after snapshot n; those since FILE.bak are kept
//   FILE.lock          who uses them
//
// A snapshot holds everything up to the journal of its number, so that from either snapshot the
// journals that follow lead to the present state.

import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { copyFile, link, open, readdir, readFile, rename, rm, truncate } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { codeOf, Failure, messageOf } from "./failure.js";
import { acquireLock } from "./lock.js";
import {
  Damage,
  JOURNAL_FORMAT,
  type JournalHeader,
  type Records,
  RecordWriter,
  readRecords,
  readState,
  STATE_FORMAT,
  type StateHeader,
  VERSION,
  writeState,
} from "./records.js";

type Options = StateHeader["options"];

/** What was on disk. */
export interface Loaded {
  options: Options;
  /** Everything as of the last snapshot; `undefined` for a new file. */
  dump: string | undefined;
  /** What changed since. */
  changes: string[];
  /** Bytes of an incomplete record that were dropped. */
  dropped: number;
}

interface Found {
  header: StateHeader;
  lastGeneration: number;
  loaded: Loaded;
}

interface Batch {
  lines: string[];
  /** A snapshot to take after them. */
  dump: string | undefined;
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** A snapshot is taken when the journal is longer than it and than this, in bytes. */
const LEAST_JOURNAL = 8_000_000;

/** The files of one state, locked for this process. */
export class StateFile {
  readonly #path: string;
  readonly #sdk: string;
  readonly #release: () => void;
  /** Of the snapshot that is in FILE. */
  #header: StateHeader;
  #lastGeneration: number;
  #journal: { handle: FileHandle; writer: RecordWriter } | undefined;
  #snapshotBytes = 0;
  #journalBytes = 0;
  #batches: Batch[] = [];
  #working: Promise<void> | undefined;

  private constructor(path: string, sdk: string, release: () => void, found: Found) {
    this.#path = path;
    this.#sdk = sdk;
    this.#release = release;
    this.#header = found.header;
    this.#lastGeneration = found.lastGeneration;
  }

  /**
   * Locks and reads the files. `snapshot` must follow before the first `append`. Throws a Failure
   * where they are not what was written: a state is never begun anew over one that was there.
   */
  static async open(path: string, sdk: string, options: Options): Promise<[StateFile, Loaded]> {
    const file = resolve(path);
    let release: () => void;
    try {
      release = acquireLock(`${file}.lock`);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(`cannot lock ${path}: ${messageOf(error)}`);
    }
    try {
      const found = await load(file, path, sdk, options);
      return [new StateFile(file, sdk, release, found), found.loaded];
    } catch (error) {
      release();
      if (error instanceof Failure) throw error;
      throw new Failure(`cannot read ${path}: ${messageOf(error)}`);
    }
  }

  /** Whether it is time for a snapshot. */
  get isLong(): boolean {
    return this.#journalBytes > Math.max(LEAST_JOURNAL, this.#snapshotBytes);
  }

  /** Appends changes. Resolves when they are on the disk, together with all that waited with them. */
  append(lines: string[]): Promise<void> {
    const last = this.#batches.at(-1);
    const batch = last && last.dump === undefined ? last : this.#addBatch();
    batch.lines.push(...lines);
    return this.#work(batch);
  }

  /** Replaces the snapshot: `dump` holds everything that was appended before, and nothing else. */
  snapshot(dump: string): Promise<void> {
    const batch = this.#addBatch();
    batch.dump = dump;
    // Counted from now on, or the next change would ask for another one.
    this.#journalBytes = 0;
    return this.#work(batch);
  }

  /** Waits for what is under way, and unlocks the files. */
  async close(): Promise<void> {
    await this.#working?.catch(() => {});
    await this.#journal?.handle.close().catch(() => {});
    this.#release();
  }

  #addBatch(): Batch {
    const { promise, resolve, reject } = deferred();
    // Each caller has the promise; that it fails is no news to the process as well.
    promise.catch(() => {});
    const batch = { lines: [], dump: undefined, done: promise, resolve, reject };
    this.#batches.push(batch);
    return batch;
  }

  #work(batch: Batch): Promise<void> {
    this.#working ??= this.#workOff();
    return batch.done;
  }

  /** One write and one fsync for all changes that came while the last ones were written. */
  async #workOff(): Promise<void> {
    // What is appended within the same task goes along.
    await undefined;
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
      try {
        if (batch.lines.length > 0) await this.#write(batch.lines);
        if (batch.dump !== undefined) await this.#replace(batch.dump);
        batch.resolve();
      } catch (error) {
        // Nothing after a failed write may be taken for durable.
        const failure = new Failure(`cannot write ${this.#path}: ${messageOf(error)}`);
        for (const failed of [batch, ...this.#batches.splice(0)]) failed.reject(failure);
        this.#journal = undefined;
      }
    }
    this.#working = undefined;
  }

  async #write(lines: string[]): Promise<void> {
    const journal = this.#journal;
    if (!journal) throw new Error("an earlier write failed");
    const text = lines.map((line) => journal.writer.write(line)).join("");
    await journal.handle.appendFile(text);
    await journal.handle.datasync();
    this.#journalBytes += text.length;
  }

  async #replace(dump: string): Promise<void> {
    const header = { ...this.#header, generation: this.#lastGeneration + 1 };
    const previous = this.#journal;
    const journal = await this.#createJournal(header);
    const text = writeState(header, dump);
    await writeDurably(`${this.#path}.tmp`, text);
    await this.#keepPrevious();
    await rename(`${this.#path}.tmp`, this.#path);
    await syncFolder(this.#path);
    await previous?.handle.close();
    // Those since the snapshot that is FILE.bak now are kept.
    for (const { path, generation } of await journalsOf(this.#path)) {
      if (generation < this.#header.generation) await rm(path, { force: true });
    }
    this.#header = header;
    this.#lastGeneration = header.generation;
    this.#journal = journal;
    this.#snapshotBytes = text.length;
  }

  async #createJournal({ id, generation }: StateHeader) {
    const path = `${this.#path}.journal-${generation}`;
    const header: JournalHeader = {
      format: JOURNAL_FORMAT,
      version: VERSION,
      id,
      generation,
      sdk: this.#sdk,
    };
    const writer = new RecordWriter();
    await writeDurably(path, writer.write(JSON.stringify(header)));
    return { handle: await open(path, "a"), writer };
  }

  /** FILE becomes FILE.bak, and stays FILE until it is replaced. */
  async #keepPrevious(): Promise<void> {
    const copy = `${this.#path}.bak.tmp`;
    await rm(copy, { force: true });
    try {
      await link(this.#path, copy);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return;
      // Not every file system has links.
      await copyFile(this.#path, copy);
    }
    await rename(copy, `${this.#path}.bak`);
  }
}

async function load(file: string, shown: string, sdk: string, wanted: Options): Promise<Found> {
  const text = await readIfThere(file);
  const journals = await journalsOf(file);
  if (text === undefined) {
    const rest = [...journals.map(({ path }) => path), `${file}.bak`];
    for (const path of rest) {
      if ((await readIfThere(path)) === undefined) continue;
      throw new Failure(
        `${shown} is missing, but ${basename(path)} is there: put the file back (${shown}.bak is the one before), or remove all files that begin with ${basename(file)}.`,
      );
    }
    const header: StateHeader = {
      format: STATE_FORMAT,
      version: VERSION,
      id: randomUUID(),
      generation: 0,
      options: wanted,
    };
    const loaded = { options: wanted, dump: undefined, changes: [], dropped: 0 };
    return { header, lastGeneration: 0, loaded };
  }
  const { header, dump } = await stateOf(text, file, shown);
  checkOptions(header.options, wanted, shown);
  const loaded: Loaded = { options: header.options, dump, changes: [], dropped: 0 };
  const following = journals.filter((journal) => journal.generation >= header.generation);
  let { generation } = header;
  for (const journal of following) {
    if (journal.generation !== generation) break;
    const isLast = journal === following.at(-1);
    const found = await journalOf(journal.path, isLast);
    if (!found.header && isLast && generation > header.generation) {
      // A journal is made before its snapshot: this one was cut short in between.
      await rm(journal.path);
      return { header, lastGeneration: generation - 1, loaded };
    }
    checkJournal(found, { ...header, generation }, journal.path, sdk);
    for (const change of found.changes) loaded.changes.push(change);
    loaded.dropped += found.dropped;
    generation += 1;
  }
  const lastGeneration = following.at(-1)?.generation ?? header.generation;
  if (generation !== lastGeneration + 1) {
    throw new Failure(
      `${shown}.journal-${generation} is missing: without it, changes would be lost`,
    );
  }
  return { header, lastGeneration, loaded };
}

async function stateOf(text: string, file: string, shown: string) {
  try {
    const state = readState(text);
    if (state.header.version === VERSION) return state;
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    const help = await backupHelp(file, shown);
    throw new Failure(`cannot use ${shown}: ${error.message}.${help}`);
  }
  throw new Failure(
    `${shown} was written by another version of the sandbox, in a form that this one does not know`,
  );
}

/** What to do about a damaged state file. */
async function backupHelp(file: string, shown: string): Promise<string> {
  try {
    readState((await readIfThere(`${file}.bak`)) ?? "");
    return ` ${shown}.bak is intact, and the journals since are kept: copy it over ${shown} and start again.`;
  } catch {
    return " To begin anew, use another file or remove it.";
  }
}

function checkOptions(found: Options, wanted: Options, shown: string): void {
  for (const name of ["seed", "now"] as const) {
    const [have, want] = [found[name], wanted[name]];
    if (want === null || want === have) continue;
    const value = name === "now" && have !== null ? new Date(have).toISOString() : have;
    const with_ = have === null ? `without --${name}` : `with --${name} ${value}`;
    throw new Failure(`${shown} was begun ${with_}: leave the option out, or use another file`, 2);
  }
}

/** The records of a journal; an incomplete one at its end is removed. */
async function journalOf(path: string, mayBeTorn: boolean): Promise<Records & { dropped: number }> {
  const bytes = await readFile(path);
  try {
    const records = readRecords(bytes);
    const dropped = bytes.length - records.end;
    if (dropped > 0 && !mayBeTorn)
      throw new Damage(`it ends within a record, at byte ${records.end}`);
    if (dropped > 0 && records.header) await truncate(path, records.end);
    return { ...records, dropped };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    throw new Failure(
      `cannot use ${path}: ${error.message}. To begin without its changes, remove it and all later journals; what they held is lost then.`,
    );
  }
}

function checkJournal(
  { header, changes }: Records,
  { id, generation }: StateHeader,
  path: string,
  sdk: string,
): void {
  if (header?.format !== JOURNAL_FORMAT || header.version !== VERSION) {
    throw new Failure(`${path} is not a journal of this version of the sandbox`);
  }
  if (header.id !== id || header.generation !== generation) {
    throw new Failure(`${path} belongs to another state file`);
  }
  if (changes.length > 0 && header.sdk !== sdk) {
    throw new Failure(
      `${path} holds changes of version ${header.sdk}, and this is ${sdk}: start version ${header.sdk} once and stop it with SIGTERM, which takes them over`,
    );
  }
}

/** The journals of a state file, in their order. */
async function journalsOf(file: string): Promise<{ path: string; generation: number }[]> {
  const prefix = `${basename(file)}.journal-`;
  const names = await readdir(dirname(file));
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => ({
      path: `${dirname(file)}/${name}`,
      generation: Number(name.slice(prefix.length)),
    }))
    .sort((one, other) => one.generation - other.generation);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows has no fsync of folders. */
async function syncFolder(file: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(dirname(file), "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function deferred(): Pick<Batch, "resolve" | "reject"> & { promise: Promise<void> } {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
