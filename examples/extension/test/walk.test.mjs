// Random walks with the real client and a sandbox: whatever is lost or killed on the way, each session
// becomes exactly one entry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebWork } from "webwork-sdk";
import { createSandbox } from "webwork-sdk/sandbox";
import { importTimer } from "./sources.mjs";

const { settle, started, stopped } = await importTimer();

const MORNING = Date.parse("2026-01-29T06:00:00Z");
const MINUTE = 60_000;
const DAY = { user_id: 100, date: "2026-01-29" };
const WALKS = 60;
const ACTIONS = 40;

/** Numbers below 1 (mulberry32), the same for the same seed. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A day at WebWork, a clock, and what chrome.storage holds. */
async function begin() {
  const sandbox = await createSandbox({ now: MORNING });
  const access = { token: sandbox.token, fetch: sandbox.fetch };
  const world = { now: MORNING, stored: "[]", wanted: [] };
  const pass = async (ms) => {
    world.now += ms;
    await sandbox.advance(ms);
  };

  /**
   * One life of the worker. It is killed at its `last` contact with storage or network: before that
   * contact has an effect or after it. A lost response is a kill after the effect.
   */
  async function live({ last = Infinity, after = false } = {}) {
    let contacts = 0;
    const contact = async (effect) => {
      contacts++;
      if (contacts > last) throw new Error("it is dead");
      if (contacts < last) return effect();
      if (after) await effect();
      throw new Error("it is killed");
    };
    const client = new WebWork({
      token: sandbox.token,
      workspaceId: 1,
      maxRetries: 0,
      rateLimit: false,
      fetch: (url, init) => contact(() => sandbox.fetch(url, init)),
    });
    const desk = {
      client,
      userId: DAY.user_id,
      now: () => world.now,
      read: () => contact(() => JSON.parse(world.stored)),
      change: (change) =>
        contact(() => {
          world.stored = JSON.stringify(change(JSON.parse(world.stored)));
        }),
    };
    const result = await settle(desk, true).then(
      () => "done",
      (error) => error,
    );
    client.close();
    return { result, contacts };
  }

  const user = {
    start(description) {
      const sessions = JSON.parse(world.stored);
      const choice = { contractId: 20, taskId: null, description };
      const session = { id: `${world.now}`, owner: "me", choice, startedAt: world.now };
      world.stored = JSON.stringify(started(sessions, session));
    },
    stop() {
      const sessions = JSON.parse(world.stored);
      const running = sessions.find(({ stoppedAt }) => stoppedAt === undefined);
      if (running) world.wanted.push([running.startedAt, world.now]);
      world.stored = JSON.stringify(stopped(sessions, world.now));
    },
  };
  /** What is done on another device, or what WebWork's own page would show. */
  const elsewhere = async (work) => {
    const client = new WebWork({ ...access, workspaceId: 1, rateLimit: false });
    const result = await work(client);
    client.close();
    return result;
  };
  const entries = async (date = DAY.date) => {
    const list = await elsewhere((client) => client.timeEntries.list({ ...DAY, date }).toArray());
    return list.sort((a, b) => a.start_time.localeCompare(b.start_time));
  };
  return { world, pass, live, user, elsewhere, entries };
}

const clock = (instant) => new Date(instant).toISOString().slice(11, 16);

/** Each session as "from minutes". WebWork counts whole minutes: one more or less is the same. */
function check(wanted, found, hint) {
  const show = () => `${hint}\nwanted ${wanted.map(String)}\nfound ${JSON.stringify(found)}`;
  assert.equal(found.length, wanted.length, show());
  wanted.forEach(([from, to], index) => {
    const { start_time, duration_minutes } = found[index];
    // The tracker was started within the minute that follows the click.
    const times = [0, MINUTE].map((later) => clock(from + later));
    assert.ok(times.includes(start_time.slice(11, 16)), show());
    const minutes = Math.floor((to - from) / MINUTE);
    assert.ok(Math.abs(duration_minutes - minutes) <= 1, show());
  });
}

test("killed at any contact, before or after it has an effect, a timer makes exactly one entry", async () => {
  for (const when of ["start", "stop"]) {
    for (const after of [false, true]) {
      let reached = Infinity;
      for (let last = 1; last <= reached; last++) {
        const { world, pass, live, user, entries } = await begin();
        user.start("Home page");
        const first = await live(when === "start" ? { last, after } : {});
        await pass(20_000);
        if (when === "start") await live();
        await pass(45 * MINUTE);
        user.stop();
        const second = await live(when === "stop" ? { last, after } : {});
        await pass(20 * MINUTE);
        const end = await live();
        assert.equal(end.result, "done");
        assert.equal(world.stored, "[]");
        check(world.wanted, await entries(), `${when}, contact ${last}, after: ${after}`);
        const { result, contacts } = when === "start" ? first : second;
        if (result === "done") reached = contacts;
        assert.ok(last < 40, "a run has an end");
      }
      assert.ok(reached > 4, `${when}: it was killed at ${reached} contacts`);
    }
  }
});

test("60 random walks of starts, stops, kills, lost responses and hours without network: one entry each", async () => {
  let sessions = 0;
  let deaths = 0;
  for (let seed = 1; seed <= WALKS; seed++) {
    const random = chance(seed);
    const pick = (...all) => all[Math.floor(random() * all.length)];
    const { world, pass, live, user, entries } = await begin();
    for (let action = 0; action < ACTIONS; action++) {
      const running = JSON.parse(world.stored).some(({ stoppedAt }) => stoppedAt === undefined);
      if (random() < 0.35) {
        // At least three minutes, so that rounding does not decide whether there is an entry.
        if (running) await pass(3 * MINUTE + Math.floor(random() * 20 * MINUTE));
        if (running) user.stop();
        else user.start(pick("Home page", "Home page", "Review"));
      } else {
        const { result } = await live({
          last: pick(1, 2, 4, 6, 8, 10, Infinity),
          after: pick(true, false),
        });
        if (result !== "done") deaths++;
      }
      await pass(Math.floor(random() * pick(5_000, 50_000, 9 * MINUTE)));
    }
    user.stop();
    const { result } = await live();
    assert.equal(result, "done", `seed ${seed}`);
    assert.equal(world.stored, "[]", `seed ${seed}`);
    check(
      world.wanted.filter(([from, to]) => to - from >= MINUTE),
      await entries(),
      `seed ${seed}`,
    );
    sessions += world.wanted.length;
  }
  assert.ok(sessions > WALKS * 4 && deaths > WALKS * 10, `${sessions} sessions, ${deaths} deaths`);
});

test("a stop after midnight that arrives hours late makes one entry on each day, as long as the timer ran", async () => {
  const { world, pass, live, user, entries } = await begin();
  await pass(17.5 * 60 * MINUTE);
  user.start("Night shift");
  await live();
  await pass(50 * MINUTE);
  user.stop();
  await pass(100 * MINUTE);
  await live();
  assert.equal(world.stored, "[]");
  const days = await Promise.all(["2026-01-29", "2026-01-30"].map((date) => entries(date)));
  assert.deepEqual(
    days
      .flat()
      .map(({ start_time, duration_minutes }) => [start_time.slice(0, 16), duration_minutes]),
    [
      ["2026-01-29T23:30", 30],
      ["2026-01-30T00:00", 20],
    ],
  );
});

test("a timer that was stopped on another device ends, with the entry that WebWork made", async () => {
  const { world, pass, live, user, elsewhere, entries } = await begin();
  user.start("Home page");
  await live();
  await pass(30 * MINUTE);
  await elsewhere((client) => client.timeTracking.stop({ user_id: DAY.user_id }));
  await pass(30 * MINUTE);
  await live();
  assert.equal(world.stored, "[]");
  assert.deepEqual(
    (await entries()).map(({ duration_minutes }) => duration_minutes),
    [30],
  );
});

test("while another device runs a timer, ours is held, and its time is added after the stop", async () => {
  const { world, pass, live, user, elsewhere, entries } = await begin();
  const { user_id } = DAY;
  await elsewhere((client) => client.timeTracking.start({ user_id, activity_description: "Mail" }));
  await pass(20 * MINUTE);
  user.start("Home page");
  await live();
  assert.match(JSON.parse(world.stored)[0].problem, /runs another timer/);
  await elsewhere((client) => client.timeTracking.stop({ user_id }));
  await pass(40 * MINUTE);
  user.stop();
  await live();
  assert.equal(world.stored, "[]");
  assert.deepEqual(
    (await entries()).map(({ activity_description, duration_minutes }) => [
      activity_description,
      duration_minutes,
    ]),
    [
      ["Mail", 20],
      ["Home page", 40],
    ],
  );
});
