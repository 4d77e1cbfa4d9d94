// A run of `timeEntries.createMany`. The core decides what is to be done for an entry; this does it, for a
// few days of members at a time.

import { paramsToJson } from "../call/params.js";
import type { Site } from "../call/site.js";
import type { Engine } from "../core/engine.js";
import { errorOf, RateLimitError, refusal, WebWorkError } from "../errors/errors.js";
import { DayEvent, DayStep, ENTRY_STATUSES, Step } from "../generated/boundary.js";
import type { CreateTimeEntryParams, TimeEntry } from "../generated/models.js";
import { type Log, NAME, type Recorded, refuse, type Settled } from "./journal.js";
import { aborted, PER_PAGE, type Source } from "./source.js";
import type { CreateManyResult } from "./types.js";

const CREATE = "timeEntries.create";

/** Errors that are not about an entry, but end the run. */
const FATAL: readonly string[] = ["aborted", "authentication", "closed", "internal"];
/** A longer wait for the server ends the run as well, in milliseconds. */
const LONGEST_WAIT = 65_000;

type Entry = CreateTimeEntryParams;

/** An entry that was read. */
export interface Job<E> {
  /** Resolves when it has settled, with or without a result; never rejects. */
  readonly done: Promise<void>;
  isDone: boolean;
  result: CreateManyResult<E> | undefined;
}

/** A day of a member with entries that have not settled. */
interface OpenDay {
  /** Its handle in the core. */
  readonly day: number;
  /** Settles after the last of its entries. */
  tail: Promise<unknown>;
  jobs: number;
}

export class Run<E extends Entry> {
  /** Called when an entry has settled, or the run has failed. */
  wake: () => void = () => {};
  readonly #source: Source;
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #site: Site;
  /** Aborted when the run is over; by what ended it before its end, if something did. */
  readonly #controller = new AbortController();
  readonly #days = new Map<string, OpenDay>();
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #calls = 0;
  #settled = 0;

  constructor(source: Source, engine: Engine, log: Log, site: Site, concurrency: number) {
    this.#source = source;
    this.#engine = engine;
    this.#log = log;
    this.#site = site;
    this.#free = concurrency;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** At first: a list and a write for each entry. */
  get callsPerEntry(): number {
    return (this.#calls + 2) / (this.#settled + 1);
  }

  abort(cause: unknown): void {
    this.fail(aborted(NAME, cause));
  }

  /** Ends all calls. */
  fail(error?: unknown): void {
    this.#controller.abort(error);
    this.wake();
  }

  /** Compares what was recorded with all entries, before anything is sent. */
  compare(entries: readonly E[]): void {
    for (const index of this.#log.known.keys())
      this.#recorded(index, this.#paramsOf(entries[index]));
  }

  /** Refuses what was recorded of entries that the input does not have. */
  refuseRest(): void {
    for (const index of this.#log.known.keys()) this.#refuse(index);
  }

  /**
   * Finds out what came of the writes that earlier runs left open, before anything is sent that could be
   * mistaken for it.
   */
  async lookUp(): Promise<void> {
    const { known } = this.#log;
    const work = [...known].map(async ([index, { entry, before, params }]) => {
      if (!before || !params) return;
      const result = await this.#onDay(params, index, before, true);
      if (result?.status !== "unknown") known.set(index, { entry, result });
    });
    await Promise.all(work.map((one) => one.catch((error: unknown) => this.fail(error))));
  }

  start(entry: E, index: number): Job<E> {
    const work = this.#settle(entry, index).then(
      (result) => {
        job.result = { index, entry, ...result };
      },
      (error: unknown) => this.fail(error),
    );
    const done = work.then(() => {
      job.isDone = true;
      this.#settled++;
      this.wake();
    });
    const job: Job<E> = { done, isDone: false, result: undefined };
    return job;
  }

  async #settle(entry: E, index: number): Promise<Settled> {
    const params = this.#paramsOf(entry);
    const recorded = this.#recorded(index, params);
    this.#log.known.delete(index);
    if (params instanceof WebWorkError)
      return { status: "rejected", asked: 0, saved: 0, ids: [], error: params };
    if (recorded?.result) return again(recorded.result);
    return (await this.#onDay(params, index, recorded?.before, false)) as Settled;
  }

  /** What was recorded of an entry. Refuses that of another one. */
  #recorded(index: number, params: Entry | WebWorkError): Recorded | undefined {
    const recorded = this.#log.known.get(index);
    if (recorded && (params instanceof WebWorkError || this.#print(params) !== recorded.entry))
      this.#refuse(index);
    return recorded;
  }

  /** Writes an entry, after what is done with its day already. */
  async #onDay(
    params: Entry,
    index: number,
    before: string[] | undefined,
    onlyLooks: boolean,
  ): Promise<Settled | undefined> {
    const key = JSON.stringify([params.workspace_id, params.user_id, params.date]);
    const { core } = this.#engine;
    const open = this.#days.get(key) ?? { day: core.openDay(), tail: Promise.resolve(), jobs: 0 };
    this.#days.set(key, open);
    open.jobs++;
    const done = open.tail.then(() => this.#write(open.day, params, index, before, onlyLooks));
    open.tail = done.catch(() => {});
    try {
      return await done;
    } finally {
      open.jobs--;
      if (open.jobs === 0 && !this.#engine.isBroken && core.closeDay(open.day))
        this.#days.delete(key);
    }
  }

  /**
   * Does what the core asks for until it is known what became of the entry. `onlyLooks`: it is not sent
   * (again); `undefined`: nothing came of it.
   */
  async #write(
    day: number,
    params: Entry,
    index: number,
    before: string[] | undefined,
    onlyLooks: boolean,
  ): Promise<Settled | undefined> {
    await this.#slot();
    try {
      const { core } = this.#engine;
      const entry = this.#print(params);
      let error: WebWorkError | undefined;
      let step = this.#tell(day, "", params, params.notes, before?.join("\n"));
      if (step === DayStep.Settled) {
        const message = `${CREATE}: not sent: an entry of the same time may have been saved`;
        error = errorOf("connection", message, { operation: CREATE, retryable: true });
      }
      while (step !== DayStep.Settled) {
        this.signal.throwIfAborted();
        let event = DayEvent.Recorded;
        let saved: number | undefined;
        if (step === DayStep.Record) {
          if (onlyLooks) return void (await this.#log.append({ index, entry }));
          const before = lines(core.dayOutcome(day, []));
          await this.#log.append({ index, entry, before, params });
        } else {
          this.#calls++;
          try {
            if (step === DayStep.List) {
              await this.#list(day, params);
              event = DayEvent.Listed;
            } else {
              saved = await this.#create(params);
              event = saved === undefined ? DayEvent.Lost : DayEvent.Saved;
            }
          } catch (cause) {
            error = ofEntry(cause);
            if (step === DayStep.List) event = DayEvent.Unlisted;
            else event = error.outcome === "unknown" ? DayEvent.Lost : DayEvent.Refused;
          }
        }
        step = core.dayEvent(day, event, saved ?? 0);
      }
      const outcome: number[] = [];
      const ids = lines(core.dayOutcome(day, outcome));
      const [number = 0, asked = 0, saved = 0] = outcome;
      const status = ENTRY_STATUSES[number] ?? "unknown";
      const settled: Settled = { status, asked, saved, ids };
      // An error after which the day was listed and the entry found is of no interest any more.
      if (error && saved === 0) settled.error = error;
      // The server will say no again. Without a result, it takes back what was recorded before: a later run
      // sends the entry again.
      const isLasting = saved > 0 || (error?.outcome === "rejected" && !error.retryable);
      const result = isLasting ? settled : undefined;
      if (status !== "unknown") await this.#log.append({ index, entry, result });
      return settled;
    } finally {
      this.#release();
    }
  }

  async #list(day: number, { workspace_id, user_id, date }: Entry): Promise<void> {
    const params = { workspace_id, user_id, date, per_page: PER_PAGE };
    for await (const row of this.#source.list(params, this.#callOptions, this.#site))
      this.#tell(day, String(row.id), row, row.activity_description);
  }

  /** Tells the core about an entry: one that the server has under this id, or, without one, the next to write. */
  #tell(
    day: number,
    id: string,
    entry: Entry | TimeEntry,
    notes: string | null | undefined,
    before?: string,
  ): DayStep {
    const { start_time, end_time, contract_id, task_id } = entry;
    return this.#engine.core.dayEntry(
      day,
      id,
      String(start_time),
      String(end_time),
      contract_id ?? NaN,
      task_id ?? NaN,
      notes ?? "",
      before,
    );
  }

  /** Sends an entry. Resolves to the minutes that were saved, if the server says how many. */
  async #create(params: Entry): Promise<number | undefined> {
    const { saved_minutes } = await this.#source.create(params, this.#callOptions, this.#site);
    return Number.isSafeInteger(saved_minutes) ? saved_minutes : undefined;
  }

  get #callOptions(): { signal: AbortSignal; priority: "bulk" } {
    return { signal: this.signal, priority: "bulk" };
  }

  /** A copy of an entry that keeps the contract, or what is wrong with it. */
  #paramsOf(entry: unknown): Entry | WebWorkError {
    try {
      const json = paramsToJson(entry, CREATE);
      const step = new Step();
      const { session, createOperation } = this.#source;
      this.#engine.core.check(step, session.handle(this.#engine), createOperation, json);
      if (step.issues) return refusal(CREATE, step.issues);
      return { workspace_id: session.options.workspaceId, ...JSON.parse(json) };
    } catch (error) {
      if (error instanceof WebWorkError) return error;
      throw error;
    }
  }

  /** A number that only equal entries have. */
  #print(entry: Entry): number {
    const { workspace_id, user_id, contract_id, task_id, notes, date, start_time, end_time } =
      entry;
    const all = [workspace_id, user_id, contract_id, task_id, notes, date, start_time, end_time];
    return this.#engine.core.fingerprint(JSON.stringify(all));
  }

  #refuse(index: number): never {
    refuse("the journal of the same entries", `one with another entry ${index}`);
  }

  /** Waits until one of the days that are written to at the same time is done. */
  async #slot(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter(Boolean);
}

/** An error that is about the entry alone. Any other one is thrown. */
function ofEntry(error: unknown): WebWorkError {
  const isOfEntry =
    error instanceof WebWorkError &&
    !FATAL.includes(error.code) &&
    !(error instanceof RateLimitError && (error.retryAfterMs ?? 0) > LONGEST_WAIT);
  if (!isOfEntry) throw error;
  return error;
}

/** The result of an earlier run. */
function again({ error, ...result }: Settled): Settled {
  if (!error) return result;
  const { name: _, code, message, ...details } = error;
  return { ...result, error: errorOf(code, message, details) };
}
