// The same in a browser, with IndexedDB.

import { browserStore } from "webwork-sdk/rate-limit-stores";
import { latencies } from "./shared-calls.mjs";

async function measure() {
  return {
    "Chromium, no store": await latencies(),
    "Chromium, IndexedDB": await latencies(browserStore(), "shared"),
  };
}

globalThis.measured = measure();
