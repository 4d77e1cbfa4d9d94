// The whole call, as a ratio to fetch and json() alone.

import { openBundle } from "../browser.mjs";
import * as gaxios from "../clients/gaxios.mjs";
import { rounded, show } from "../harness.mjs";
import { page } from "../responses.mjs";
import { serve } from "../server.mjs";
import { clients, measureCalls } from "./calls-page.mjs";

export async function run() {
  const server = await serve();
  const baseUrlOf = (items) => `${server.url}/${items}`;
  for (const items of [20, 100]) {
    // The second is what a client makes of it that has its own prefix.
    for (const path of [`/${items}/time-entries`, "/v1/time-entries"])
      server.files.set(path, ["application/json", page(items)]);
  }
  report("Node", await measureCalls([...clients, gaxios], baseUrlOf));
  const { page: tab, close } = await openBundle("bench/parts/calls-page.mjs", server);
  try {
    report(
      "Chromium",
      await tab.evaluate(
        (url) => globalThis.measureCalls((items) => `${url}/${items}`),
        server.url,
      ),
    );
  } finally {
    await close();
    server.close();
  }
}

function report(runtime, results) {
  const rows = {};
  const spreads = [];
  for (const [setting, ways] of Object.entries(results)) {
    const [raw] = Object.values(ways);
    spreads.push(`${setting} ${Math.round(raw.spread * 100)} %`);
    for (const [name, { time, ratio }] of Object.entries(ways)) {
      rows[name] ??= {};
      rows[name][`${setting}, µs`] = rounded(time);
      rows[name][`${setting}, ratio`] = ratio.toFixed(2);
    }
  }
  show(`A call in ${runtime}: microseconds, and ratio to fetch + json()`, rows);
  console.log(`Spread of fetch + json(): ${spreads.join(", ")}`);
}
