// A million entries, page by page: time per entry, and memory use.

import { rounded, show, summary } from "../harness.mjs";
import { used, watchWasm } from "../heap.mjs";
import { page, QUERY } from "../responses.mjs";

const ENTRIES = 1_000_000;
const PAGE_SIZES = [50, 100];
/** Entries that one way reads before the next one's turn. */
const TURN = 20_000;
/** Turns between two measurements of the heap. */
const TURNS_PER_MEASUREMENT = 10;

export async function run() {
  watchWasm();
  const { open } = await import("../clients/webwork.mjs");
  const rows = {};
  for (const size of PAGE_SIZES) {
    const client = {
      baseUrl: "https://api.example",
      token: "bench",
      rateLimit: false,
      fetch: pagesOf(size),
    };
    const ways = {
      "fetch + json(), by hand": byHand(client.fetch),
      "webwork-sdk": items(open({ ...client, validation: "off" })),
      "webwork-sdk, validation": items(
        open({ ...client, validation: "report", onDrift: () => {} }),
      ),
    };
    const { times, heap } = await walk(ways);
    for (const [name, { time, ratio }] of Object.entries(summary(times))) {
      rows[`${name}, pages of ${size}`] = {
        "µs an entry": rounded(time / TURN),
        ratio: ratio.toFixed(2),
      };
    }
    rows[`all three, pages of ${size}`] = heap;
  }
  show("A million entries, stub", rows);
}

const items = ({ list }) => list(QUERY)[Symbol.asyncIterator]();

/** Takes all ways to the end, in turns; microseconds of each turn, and how the heap went. */
async function walk(ways) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  let first;
  let most = 0;
  for (let turn = 0; turn < ENTRIES / TURN; turn++) {
    for (const [name, entries] of Object.entries(ways)) {
      const begin = performance.now();
      for (let taken = 0; taken < TURN; taken++) {
        const { done } = await entries.next();
        if (done) throw new Error(`${name} ended before ${ENTRIES} entries`);
      }
      times[name].push((performance.now() - begin) * 1000);
    }
    if (turn % TURNS_PER_MEASUREMENT !== 0) continue;
    const now = await used();
    first ??= now;
    most = Math.max(most, now.heap - first.heap);
  }
  for (const [name, entries] of Object.entries(ways)) {
    if (!(await entries.next()).done) throw new Error(`${name} went on after ${ENTRIES} entries`);
  }
  return {
    times,
    heap: {
      "heap grown at most, MB": rounded(most),
      "wasm grown, MB": (await used()).wasm - first.wasm,
    },
  };
}

async function* byHand(fetch) {
  for (let current = 1; ; current++) {
    const body = await (await fetch(`https://api.example/time-entries?page=${current}`)).json();
    yield* body.data;
    if (current >= body.meta.pagination.last_page) return;
  }
}

/** A fetch with a page of its own for each number. */
function pagesOf(size) {
  const last = ENTRIES / size;
  // Only numbers differ between pages, so that making the JSON costs next to nothing.
  const parts = page(size, { current: 777_777_777, last }).split("777777777");
  const headers = { "content-type": "application/json" };
  return async (url) =>
    new Response(parts.join(new URL(url).searchParams.get("page") ?? "1"), { headers });
}
