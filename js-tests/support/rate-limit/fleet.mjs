// Processes that share a limit, on a clock of their own: each with a holder as it is in the package, and a
// store that decides as the package's do. The test takes the store away, and gives it back.

import FakeTimers from "@sinonjs/fake-timers";
import { random as randomBelow } from "../random.mjs";
import { importSource } from "../source.mjs";
import { hostOf } from "./host.mjs";

const { Holder, decide, newState } = await importSource(
  "rate-limit/holder.ts",
  "rate-limit/decide.ts",
);

/** `latencyMs`: what a response takes at most. */
export function makeFleet(t, { requests = 20, per = 10_000, latencyMs = 200, seed = 7 } = {}) {
  const clock = FakeTimers.install({ now: 1_700_000_000_000 });
  t.after(() => clock.uninstall());
  const below = randomBelow(seed);
  const random = () => below(1_000_000) / 1_000_000;
  // Names of holders, and turns.
  t.mock.method(Math, "random", random);
  const fleet = {
    clock,
    random,
    /** When the server counted each request. */
    counted: [],
    processes: [],
    /** What the store does: `undefined` if it works. */
    fault: undefined,
    /** What is added to its clock. */
    skew: 0,
    state: undefined,
    exchanges: 0,
    async exchange(_, request) {
      await sleep(2 + random() * 5);
      if (fleet.fault) return fleet.fault(request);
      const time = Math.floor(Date.now() + fleet.skew);
      fleet.state ??= newState(time);
      fleet.exchanges++;
      const reply = decide(fleet.state, request, time);
      await sleep(2 + random() * 5);
      return reply;
    },
    /** Starts a process that always has something to send, or so many calls. */
    start(calls = Infinity) {
      const one = { alive: true, calls, events: [], sent: 0, changes: {} };
      const host = hostOf({
        requests,
        per: per * 1.005,
        lease: 5_000,
        interactive: Math.min(calls, requests),
      });
      const { grant, report } = host;
      host.report = () => (one.alive ? report() : []);
      host.grant = (...numbers) => {
        const [first, count, leaseEnd] = numbers;
        grant(...numbers);
        if (!one.alive) return;
        for (let number = first; number < first + count; number++) one.use(number, leaseEnd);
        host.interactive = Math.min(one.calls, requests);
        queueMicrotask(() => one.holder.attend());
      };
      one.use = (number, leaseEnd) => {
        if (leaseEnd < performance.now() + latencyMs) return host.over.push([number, -Infinity]);
        one.calls--;
        one.sent++;
        const took = random() * latencyMs;
        fleet.counted.push(Date.now() + random() * took);
        setTimeout(() => {
          host.over.push([number, performance.now()]);
          if (one.alive) one.holder.attend();
        }, took);
      };
      const events = {
        onLost: ({ cause }) => one.events.push(`lost: ${cause}`),
        onReturn: () => one.events.push("returned"),
      };
      one.host = host;
      one.holder = new Holder(host, fleet.exchange, 500, events);
      fleet.processes.push(one);
      return one;
    },
    run: (ms) => clock.tickAsync(ms),
    /** The most requests in any window of the server. */
    most() {
      const counted = fleet.counted.toSorted((one, other) => one - other);
      const inWindow = (from) => counted.filter((at) => at >= from && at < from + per).length;
      return Math.max(...counted.map(inWindow));
    },
    /** Requests that were counted since a time. */
    since: (time) => fleet.counted.filter((at) => at >= time).length,
  };
  return fleet;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
