// Many calls at once: what one costs among 1 to 10,000, without and with the limiter.

import * as raw from "../clients/raw.mjs";
import * as webwork from "../clients/webwork.mjs";
import { compare, rounded, show } from "../harness.mjs";
import { page, QUERY, stub } from "../responses.mjs";

const LEVELS = [1, 10, 100, 1_000, 10_000];
/** Calls per measured batch, at least: single ones are too short to time. */
const BATCH = 1_000;

export async function run() {
  const options = { baseUrl: "https://api.example", fetch: stub(page(20)) };
  let tokens = 0;
  const rows = {};
  for (const level of LEVELS) {
    const batch = Math.max(level, BATCH);
    const inBatches = (listOf) => async () => {
      const list = listOf();
      for (let made = 0; made < batch; made += level)
        await Promise.all(Array.from({ length: level }, () => list(QUERY)));
    };
    // A new token gets a new limiter, with as many permits as there are calls.
    const limited = () =>
      webwork.open({
        ...options,
        token: `bench-${++tokens}`,
        rateLimit: { requests: 10_000, per: 60_000 },
      }).list;
    const unlimited = webwork.open({ ...options, token: "bench", rateLimit: false }).list;
    const plain = raw.open({ ...options, token: "bench" }).list;
    const results = await compare(
      { plain: inBatches(() => plain), off: inBatches(() => unlimited), on: inBatches(limited) },
      { rounds: 10, batchMs: 1, warmUp: 2 },
    );
    const each = ({ time }) => rounded(time / batch);
    rows[level] = {
      "fetch + json(), µs": each(results.plain),
      "limiter off, µs": each(results.off),
      "ratio, off": results.off.ratio.toFixed(2),
      "limiter on, µs": each(results.on),
      "ratio, on": results.on.ratio.toFixed(2),
    };
  }
  show("Concurrent calls, stub, 20 items: microseconds a call", rows);
}
