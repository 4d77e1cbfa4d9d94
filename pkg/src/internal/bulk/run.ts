// A run of `timeEntries.createMany`. The core decides what is to be done for an entry; this does it, for a
// few days of members at a time.

import { paramsToJson } from "../call/params.js";
import type { Site } from "../call/site.js";
import type { Engine } from "../core/engine.js";
import {
  type ErrorCode,
  errorOf,
  RateLimitError,
  refusal,
  WebWorkError,
} from "../errors/errors.js";
import { DayEvent, DayStep, ENTRY_STATUSES, Step } from "../generated/boundary.js";
import type { CreateTimeEntryParams } from "../generated/models.js";
import type { Log, RecordedResult } from "./journal.js";
import { PER_PAGE, type Source } from "./source.js";
import type { CreateManyResult } from "./types.js";

export const NAME = "timeEntries.createMany";
const CREATE = "timeEntries.create";

/** Errors that are not about an entry, but end the run. */
const FATAL: readonly string[] = ["aborted", "authentication", "closed", "internal"];
/** A longer wait for the server ends the run as well, in milliseconds. */
const LONGEST_WAIT = 65_000;

type Entry = CreateTimeEntryParams;
type Result<E> = CreateManyResult<E>;
/** A result without the entry. */
type Settled = Omit<CreateManyResult, "index" | "entry">;

/** An entry that was read. */
export interface Job<E> {
  /** Resolves when it has settled, with or without a result; never rejects. */
  readonly done: Promise<void>;
  isDone: boolean;
  result: Result<E> | undefined;
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
  /** What ended the run before its end. */
  failure: { readonly error: unknown } | undefined;
  /** Called when an entry has settled, or the run has failed. */
  wake: () => void = () => {};
  readonly #source: Source;
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #site: Site;
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

  /** At first: a list and a write for each entry. */
  get callsPerEntry(): number {
    return (this.#calls + 2) / (this.#settled + 1);
  }

  abort(cause: unknown): void {
    this.fail(errorOf("aborted", `${NAME}: it was aborted`, { operation: NAME, cause }));
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.stop();
    this.wake();
  }

  /** Ends all calls. */
  stop(): void {
    this.#controller.abort();
  }

  /** Compares what was recorded with all entries, before anything is sent. */
  compare(entries: readonly E[]): void {
    for (const [index, recorded] of this.#log.known) {
      const params = index < entries.length ? this.#paramsOf(entries[index]) : undefined;
      if (!params || params instanceof WebWorkError || this.#print(params) !== recorded.entry)
        this.#refuse(index);
    }
  }

  /** Refuses what was recorded of entries that the input does not have. */
  compareLength(length: number): void {
    for (const index of this.#log.known.keys()) if (index >= length) this.#refuse(index);
  }

  /**
   * Finds out what came of the writes that earlier runs left open, before anything is sent that could be
   * mistaken for it.
   */
  async lookUp(): Promise<void> {
    const work = [...this.#log.known].map(async ([index, { entry, before, params }]) => {
      if (!before || !params) return;
      const result = await this.#onDay(params, (day) =>
        this.#write(day, params, index, before, true),
      );
      if (result?.status !== "unknown") this.#log.known.set(index, { entry, result });
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
    const recorded = this.#log.known.get(index);
    this.#log.known.delete(index);
    if (recorded && (params instanceof WebWorkError || this.#print(params) !== recorded.entry))
      this.#refuse(index);
    if (params instanceof WebWorkError)
      return { status: "rejected", asked: 0, saved: 0, ids: [], error: params };
    if (recorded?.result) return again(recorded.result);

    const { before } = recorded ?? {};
    const result = await this.#onDay(params, (day) =>
      this.#write(day, params, index, before, false),
    );
    return result as Settled;
  }

  /** Does something with a day, after what is done with it already. */
  async #onDay<T>(params: Entry, work: (day: number) => Promise<T>): Promise<T> {
    const key = JSON.stringify([params.workspace_id, params.user_id, params.date]);
    const open = this.#days.get(key) ?? {
      day: this.#engine.core.openDay(),
      tail: Promise.resolve(),
      jobs: 0,
    };
    this.#days.set(key, open);
    open.jobs++;
    const done = open.tail.then(() => work(open.day));
    open.tail = done.catch(() => {});
    try {
      return await done;
    } finally {
      // What is not known of a day is kept: its later entries must not be mistaken for it.
      if (--open.jobs === 0 && !this.#isOpen(open.day)) {
        this.#days.delete(key);
        if (!this.#engine.isBroken) this.#engine.core.closeDay(open.day);
      }
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
      const { contract_id, task_id, notes, start_time, end_time } = params;
      const entry = this.#print(params);
      let error: WebWorkError | undefined;
      let step: DayStep = core.dayEntry(
        day,
        "",
        start_time,
        end_time,
        contract_id ?? NaN,
        task_id ?? NaN,
        notes ?? "",
        before?.join("\n"),
      );
      if (step === DayStep.Settled) error = blocked();
      for (;;) {
        if (this.#controller.signal.aborted) throw this.failure?.error;
        switch (step) {
          case DayStep.List:
            try {
              await this.#list(day, params);
              step = core.dayEvent(day, DayEvent.Listed, 0);
            } catch (cause) {
              error = ofEntry(cause);
              step = core.dayEvent(day, DayEvent.Unlisted, 0);
            }
            break;
          case DayStep.Record:
            if (onlyLooks) return void (await this.#log.append({ index, entry }));
            await this.#log.append({
              index,
              entry,
              before: lines(core.dayOutcome(day, [])),
              params,
            });
            step = core.dayEvent(day, DayEvent.Recorded, 0);
            break;
          case DayStep.Send:
            try {
              const saved = await this.#create(params);
              step = core.dayEvent(
                day,
                saved === undefined ? DayEvent.Lost : DayEvent.Saved,
                saved ?? 0,
              );
            } catch (cause) {
              error = ofEntry(cause);
              const event = error.outcome === "unknown" ? DayEvent.Lost : DayEvent.Refused;
              step = core.dayEvent(day, event, 0);
            }
            break;
          default: {
            const outcome: number[] = [];
            const ids = lines(core.dayOutcome(day, outcome));
            const [status = 0, asked = 0, saved = 0] = outcome;
            const settled = {
              status: ENTRY_STATUSES[status] ?? "unknown",
              asked,
              saved,
              ids,
            };
            // An error after which the day was listed and the entry found is of no interest any more.
            const cause = saved === 0 ? error : undefined;
            const isLasting = saved > 0 || isFinal(cause);
            // Without a result, it takes back what was recorded before: a later run sends the entry again.
            const result = isLasting ? { ...settled, ...recordOf(cause) } : undefined;
            if (settled.status !== "unknown") await this.#log.append({ index, entry, result });
            return cause ? { ...settled, error: cause } : settled;
          }
        }
      }
    } finally {
      this.#release();
    }
  }

  async #list(day: number, { workspace_id, user_id, date }: Entry): Promise<void> {
    this.#calls++;
    const { core } = this.#engine;
    const params = { workspace_id, user_id, date, per_page: PER_PAGE };
    for await (const row of this.#source.list(params, this.#callOptions, this.#site)) {
      const { id, start_time, end_time, contract_id, task_id, activity_description } = row;
      core.dayEntry(
        day,
        String(id),
        String(start_time),
        String(end_time),
        contract_id ?? NaN,
        task_id ?? NaN,
        activity_description ?? "",
      );
    }
  }

  /** Sends an entry. Resolves to the minutes that were saved, if the server says how many. */
  async #create(params: Entry): Promise<number | undefined> {
    this.#calls++;
    const { saved_minutes } = await this.#source.create(params, this.#callOptions, this.#site);
    return Number.isSafeInteger(saved_minutes) ? saved_minutes : undefined;
  }

  get #callOptions(): { signal: AbortSignal; priority: "bulk" } {
    return { signal: this.#controller.signal, priority: "bulk" };
  }

  /** Whether the outcome of some entry of the day is not known. */
  #isOpen(day: number): boolean {
    const outcome: number[] = [];
    if (!this.#engine.isBroken) this.#engine.core.dayOutcome(day, outcome);
    return outcome[3] === 1;
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

  #print({
    workspace_id,
    user_id,
    contract_id = null,
    task_id = null,
    notes = null,
    date,
    start_time,
    end_time,
  }: Entry): number {
    const all = [workspace_id, user_id, contract_id, task_id, notes, date, start_time, end_time];
    return this.#engine.core.fingerprint(JSON.stringify(all));
  }

  #refuse(index: number): never {
    return this.#log.refuse("the journal of the same entries", `one with another entry ${index}`);
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
  return text === "" ? [] : text.split("\n");
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

/** Whether the server has said no, and will say so again. */
function isFinal(error: WebWorkError | undefined): error is WebWorkError {
  return error?.outcome === "rejected" && !error.retryable;
}

function recordOf(error: WebWorkError | undefined): Pick<RecordedResult, "error"> {
  if (!error) return {};
  const { code, message, status } = error as WebWorkError & { status?: number };
  return { error: { code, message, status } };
}

/** The result of an earlier run. */
function again({ error, ...result }: RecordedResult): Settled {
  if (!error) return result;
  const { code, message, status } = error;
  const details = { operation: CREATE, outcome: "rejected", status } as const;
  return { ...result, error: errorOf(code as ErrorCode, message, details) };
}

function blocked(): WebWorkError {
  const message = `${CREATE}: not sent, because nobody knows whether an entry of the same time was saved`;
  return errorOf("connection", message, { operation: CREATE, retryable: true });
}
