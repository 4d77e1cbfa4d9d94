// The demo: a whole WebWork that runs in this page (`webwork-sdk/sandbox`), with a company of 50 people
// and three months of their time. Loaded only when somebody tries it: it weighs more than the client.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Fetch } from "webwork-sdk";
import {
  Sandbox,
  type SandboxFault,
  type SandboxFaultRule,
  type SandboxRole,
} from "webwork-sdk/sandbox";
import { type Day, dayOf } from "../lib/days.ts";

/** A Friday evening in the middle of the data that the seed makes. */
const NOW = Date.parse("2026-03-27T17:40:00Z");

/** What can be made to go wrong. */
export const TROUBLES = {
  none: { label: "None", rules: [] },
  slow: { label: "Slow network: 3 s a response", rules: [{ effect: { latencyMs: 3_000 } }] },
  lost: { label: "Connection lost", rules: [{ effect: { reset: "before" } }] },
  cut: {
    label: "Connection lost after each write is saved",
    rules: [{ match: { method: "POST" }, effect: { reset: "after" } }],
  },
  busy: {
    label: "429: wait 5 s, once",
    rules: [{ times: 1, effect: { status: 429, headers: { "retry-after": 5 } } }],
  },
  blocked: {
    label: "429: wait 2 minutes",
    rules: [{ effect: { status: 429, headers: { "retry-after": 120 } } }],
  },
  hiccup: { label: "500, once", rules: [{ times: 1, effect: { status: 500 } }] },
  down: { label: "500 every time", rules: [{ effect: { status: 500 } }] },
  portal: {
    label: "The sign-in page of a hotel’s Wi-Fi",
    rules: [
      {
        effect: {
          status: 200,
          headers: { "content-type": "text/html" },
          body: "<!doctype html><title>Welcome to the hotel</title>",
        },
      },
    ],
  },
  expired: { label: "The token is no longer valid", rules: [{ effect: { status: 401 } }] },
} as const satisfies Record<string, { label: string; rules: readonly SandboxFaultRule[] }>;

export type Trouble = keyof typeof TROUBLES;

export interface Demo {
  readonly fetch: Fetch;
  /** The token of the role. */
  readonly token: string;
  readonly role: ReadonlySignal<SandboxRole>;
  readonly trouble: ReadonlySignal<Trouble>;
  readonly troubles: typeof TROUBLES;
  readonly sandbox: Sandbox;
  today(): Day;
  actAs(role: SandboxRole): void;
  setTrouble(trouble: Trouble): void;
  /** Lets time pass, such as for a tracker that runs. */
  skip(minutes: number): Promise<void>;
}

export function createDemo(): Demo {
  const sandbox = new Sandbox({ seed: 7, now: NOW, speed: 1, latency: 140 });
  const opened = performance.now();
  const role = signal<SandboxRole>("owner");
  const trouble = signal<Trouble>("none");
  let skipped = 0;
  let faults: SandboxFault[] = [];
  return {
    sandbox,
    role,
    trouble,
    troubles: TROUBLES,
    get token() {
      return sandbox.tokens[role.value];
    },
    actAs: (next) => {
      role.value = next;
    },
    fetch: async (url, init) => {
      // The demo needs no network, but whoever switches theirs off wants to see what happens.
      if (!navigator.onLine) throw new TypeError("the device is offline");
      return sandbox.fetch(url, init);
    },
    today: () => dayOf(new Date(NOW + performance.now() - opened + skipped), "UTC"),
    setTrouble: (next) => {
      trouble.value = next;
      for (const fault of faults) fault.remove();
      faults = TROUBLES[next].rules.map((rule) => sandbox.fault(rule));
    },
    skip: async (minutes) => {
      skipped += minutes * 60_000;
      await sandbox.advance(minutes * 60_000);
    },
  };
}
