// `timeEntries.createMany`: reads the entries, and yields their results in the same order.

import { unwatch, watch } from "../call/signals.js";
import type { Site } from "../call/site.js";
import { checkOptions, type Rules } from "../client/checks.js";
import { describe } from "../client/describe.js";
import { loadEngine, runningEngine } from "../core/load.js";
import { refusal } from "../errors/errors.js";
import type { CreateTimeEntryParams } from "../generated/models.js";
import { Log } from "./journal.js";
import { type Job, NAME, Run } from "./run.js";
import { bulkRules, DEFAULT_CONCURRENCY, etaMs, notify, type Source } from "./source.js";
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
  const checked = checkOptions({ ...options }, rules, NAME, [], "options.");
  const input = iteratorOf(entries);
  source.session.ensureOpen(NAME);
  const { signal, journal, onProgress, concurrency = DEFAULT_CONCURRENCY } = checked;
  const engine = runningEngine() ?? (await loadEngine());
  const log = new Log(NAME, engine.core, journal);
  const run = new Run<E>(source, engine, log, site, concurrency);
  const total = Array.isArray(entries) ? entries.length : undefined;
  const jobs: Job<E>[] = [];
  let reading: Promise<void> | undefined;
  let isEnd = false;
  let read = 0;
  let done = 0;

  const take = (job: Job<E>): CreateManyResult<E>[] => {
    if (!job.result) return [];
    done++;
    notify(onProgress, () => {
      const calls = total === undefined ? undefined : Math.ceil((total - done) * run.callsPerEntry);
      return { done, total, etaMs: calls === undefined ? calls : etaMs(source, engine, calls) };
    });
    return [job.result];
  };

  if (signal?.aborted) run.abort(signal.reason);
  else if (signal) watch(signal, run);
  try {
    if (!run.failure) {
      await log.open(source.session.options.workspaceId);
      if (Array.isArray(entries)) run.compare(entries);
      await run.lookUp();
    }
    while (!run.failure) {
      if (!isEnd && !reading && jobs.length < concurrency * READ_AHEAD) {
        reading = Promise.resolve(input.next()).then(
          ({ done, value }) => {
            reading = undefined;
            isEnd = done === true;
            if (!done) jobs.push(run.start(value, read++));
            run.wake();
          },
          (error: unknown) => run.fail(error),
        );
      }
      const head = jobs[0];
      if (head?.isDone) {
        yield* take(head);
        jobs.shift();
      } else if (!head && isEnd) {
        run.compareLength(read);
        return;
      } else {
        await new Promise<void>((resolve) => {
          run.wake = resolve;
        });
      }
    }
    for (const job of jobs) {
      await job.done;
      yield* take(job);
    }
    throw run.failure.error;
  } finally {
    if (signal) unwatch(signal, run);
    run.stop();
    await Promise.all(jobs.map((job) => job.done));
    // One that is still reading would answer only after it.
    const closed = isEnd ? undefined : input.return?.();
    if (!reading) await closed;
  }
}

function iteratorOf<E>(entries: Iterable<E> | AsyncIterable<E>): Iterator<E> | AsyncIterator<E> {
  const source = Object(entries) as Partial<Iterable<E> & AsyncIterable<E>>;
  const iterator =
    typeof entries === "string"
      ? undefined
      : (source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.());
  if (iterator) return iterator;
  const expected = "an array, an iterable or an async iterable";
  throw refusal(NAME, [{ parameter: "entries", expected, received: describe(entries) }]);
}
