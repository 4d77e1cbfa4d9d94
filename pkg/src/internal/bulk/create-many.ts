// `timeEntries.createMany`: reads the entries, and yields their results in the same order.

import { notify } from "../call/hooks.js";
import { isObject } from "../call/response.js";
import { unwatch, watch } from "../call/signals.js";
import type { Site } from "../call/site.js";
import { checkOptions, type Rules } from "../client/checks.js";
import { describe } from "../client/describe.js";
import { loadEngine } from "../core/load.js";
import { refusal } from "../errors/errors.js";
import type { CreateTimeEntryParams } from "../generated/models.js";
import { Log, NAME } from "./journal.js";
import { type Job, Run } from "./run.js";
import { bulkRules, DEFAULT_CONCURRENCY, etaMs, type Source } from "./source.js";
import type { CreateManyOptions, CreateManyResult } from "./types.js";

/** So many entries are read ahead for each day that is written to at the same time. */
const READ_AHEAD = 16;

const rules: Rules = {
  ...bulkRules,
  journal: {
    expected: "an object with the functions load and append",
    accepts: (value) => {
      const { load, append } = Object(value);
      return typeof load === "function" && typeof append === "function";
    },
  },
};

export async function* createMany<E extends CreateTimeEntryParams>(
  source: Source,
  entries: Iterable<E> | AsyncIterable<E>,
  options: CreateManyOptions,
  site: Site,
): AsyncGenerator<CreateManyResult<E>, void, undefined> {
  const checked = checkOptions({ ...options }, rules, NAME, "options.");
  const { signal, journal, onProgress, concurrency = DEFAULT_CONCURRENCY } = checked;
  const input = iteratorOf(entries);
  source.session.ensureOpen(NAME);
  const engine = await loadEngine();
  const log = new Log(engine.core, journal);
  const run = new Run<E>(source, engine, log, site, concurrency);
  const total = Array.isArray(entries) ? entries.length : undefined;
  const jobs: Job<E>[] = [];
  let reading: Promise<void> | undefined;
  let isEnd = false;
  /** What the input threw: the end of it, for what was read is on its way. */
  let failure: { readonly error: unknown } | undefined;
  let read = 0;
  let done = 0;

  const readOne = async (): Promise<void> => {
    try {
      const { done, value } = await input.next();
      if (done) isEnd = true;
      else jobs.push(run.start(value, read++));
    } catch (error) {
      isEnd = true;
      failure = { error };
    }
    reading = undefined;
    run.wake();
  };

  if (signal?.aborted) run.abort(signal.reason);
  else if (signal) watch(signal, run);
  try {
    if (!run.signal.aborted) {
      await log.open(source.session.options.workspaceId);
      if (Array.isArray(entries)) run.compare(entries);
      await run.lookUp();
    }
    for (;;) {
      const isFull = jobs.length >= concurrency * READ_AHEAD;
      if (!(run.signal.aborted || isEnd || reading || isFull)) reading = readOne();
      const [head] = jobs;
      if (head?.isDone) {
        jobs.shift();
        if (!head.result) continue;
        done++;
        notify(onProgress, () => ({
          done,
          total,
          etaMs: total && etaMs(source, engine, Math.ceil((total - done) * run.callsPerEntry)),
        }));
        yield head.result;
      } else if (!head && run.signal.aborted) {
        throw run.signal.reason;
      } else if (!head && isEnd) {
        if (failure) throw failure.error;
        return run.refuseRest();
      } else {
        await new Promise<void>((resolve) => {
          run.wake = resolve;
        });
      }
    }
  } finally {
    if (signal) unwatch(signal, run);
    run.fail();
    await Promise.all(jobs.map((job) => job.done));
    // One that is still reading would answer only after it.
    const closed = isEnd ? undefined : input.return?.();
    if (!reading) await closed;
  }
}

function iteratorOf<E>(entries: Iterable<E> | AsyncIterable<E>): Iterator<E> | AsyncIterator<E> {
  const source: Partial<Iterable<E> & AsyncIterable<E>> = isObject(entries) ? entries : {};
  const iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.();
  if (iterator) return iterator;
  const expected = "an array, an iterable or an async iterable";
  throw refusal(NAME, [{ parameter: "entries", expected, received: describe(entries) }]);
}
