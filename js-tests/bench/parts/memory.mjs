// Whether calls leave anything behind: memory before and after many of them.

import { rounded, show } from "../harness.mjs";
import { used, watchWasm } from "../heap.mjs";
import { page, QUERY, stub } from "../responses.mjs";

export async function run() {
  watchWasm();
  const { open } = await import("../clients/webwork.mjs");
  const drifts = { onDrift: () => {}, validation: "report" };
  const fetch = stub(page(20));
  const { list } = open({
    baseUrl: "https://api.example",
    token: "bench",
    rateLimit: false,
    fetch,
    ...drifts,
  });
  const controller = new AbortController();
  const clients = async () => {
    for (let client = 0; client < 20_000; client++) {
      await open({ baseUrl: "https://api.example", token: "bench", rateLimit: false, fetch }).list(
        QUERY,
      );
      // Finalizers run between tasks only.
      if (client % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const loads = {
    "warm-up: 2,000 calls, 1,000 at once": async () => {
      for (let call = 0; call < 2_000; call++) await list(QUERY);
      await Promise.all(Array.from({ length: 1_000 }, () => list(QUERY)));
    },
    "100,000 calls, one by one": async () => {
      for (let call = 0; call < 100_000; call++) await list(QUERY);
    },
    "100 × 1,000 calls at once": async () => {
      for (let batch = 0; batch < 100; batch++)
        await Promise.all(Array.from({ length: 1_000 }, () => list(QUERY)));
    },
    "20,000 calls on one signal": async () => {
      for (let call = 0; call < 20_000; call++) await list(QUERY, { signal: controller.signal });
    },
    "20,000 calls that fail": async () => {
      const failing = open({
        baseUrl: "https://api.example",
        token: "bench",
        rateLimit: false,
        fetch: async () => new Response("no", { status: 400 }),
      });
      for (let call = 0; call < 20_000; call++) await failing.list(QUERY).catch(() => {});
    },
    "20,000 clients that nobody closes": clients,
    "20,000 more of them": clients,
  };
  const rows = {};
  let before = await used();
  for (const [name, load] of Object.entries(loads)) {
    await load();
    const after = await used();
    rows[name] = {
      "JS heap after, MB": rounded(after.heap),
      "grown, MB": Number((after.heap - before.heap).toFixed(2)),
      "wasm after, MB": rounded(after.wasm),
      "wasm grown, MB": Number((after.wasm - before.wasm).toFixed(2)),
    };
    before = after;
  }
  show("Memory, after the garbage is gone", rows);
}
