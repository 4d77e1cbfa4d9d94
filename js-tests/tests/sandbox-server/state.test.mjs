// The state file: what is kept, and what is refused.

import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  call,
  control,
  createProject,
  folder,
  launch,
  NOW,
  projectNames,
  start,
} from "../../support/sandbox-server.mjs";

const SEED_PROJECTS = 2;

const startOn = (t, file, args = []) => start(t, ["--now", NOW, "--state", file, ...args]);

/** The present journal of a state file. */
function journalOf(file) {
  const { generation } = JSON.parse(readFileSync(file, "utf8"));
  return `${file}.journal-${generation}`;
}

/** Makes a state file with projects in its journal, as a killed server leaves it. */
async function killed(t, names) {
  const file = join(folder(t), "state.json");
  const server = await startOn(t, file);
  for (const name of names) await createProject(server, name);
  await server.end("SIGKILL");
  return file;
}

/** The start must fail; returns what it says. */
async function refusal(t, file, args = []) {
  const before = readFileSync(file);
  const { code, out, err } = await launch(t, ["--port", "0", "--state", file, ...args]).ended;
  assert.deepEqual([code === 0, out], [false, ""]);
  assert.ok(readFileSync(file).equals(before), "the state file was changed");
  assert.ok(!existsSync(`${file}.lock`), "the lock was left behind");
  return err;
}

async function namesIn(t, file) {
  const server = await startOn(t, file);
  const names = await projectNames(server);
  const { err } = await server.stop();
  return { names: names.slice(SEED_PROJECTS), err };
}

test("data, namespaces, clock, tokens of OAuth and id counters outlive the process", async (t) => {
  const file = join(folder(t), "state.json");
  const first = await startOn(t, file);
  const own = { token: "ns:a:owner" };
  await createProject(first, "kept");
  await createProject(first, "kept too", own);
  await control(first, "POST", "/clock", { advance: 3_600_000 });
  assert.equal((await first.stop()).code, 0);
  const second = await startOn(t, file);
  assert.ok((await projectNames(second)).includes("kept"));
  assert.ok((await projectNames(second, own)).includes("kept too"));
  const { clock } = await control(second, "GET", "/state");
  assert.equal(clock.now, Date.parse(NOW) + 3_600_000);
  const { data } = await (await createProject(second, "next")).json();
  const ids = (await (await call(second, "GET", "/projects?workspace_id=1")).json()).data;
  assert.equal(ids.filter(({ id }) => id === data.id).length, 1);
});

test("a graceful end leaves one complete file, which is JSON, and an empty journal", async (t) => {
  const file = join(folder(t), "state.json");
  const server = await startOn(t, file);
  await createProject(server, "written");
  await server.stop();
  const { format, state } = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(format, "webwork-sandbox state");
  assert.match(JSON.stringify(state), /"written"/);
  assert.equal(readFileSync(journalOf(file), "utf8").split("\n").length, 2);
  assert.ok(!existsSync(`${file}.lock`));
});

test("reset and restore are durable too", async (t) => {
  const file = join(folder(t), "state.json");
  const first = await startOn(t, file);
  await createProject(first, "before");
  const snapshot = await control(first, "GET", "/snapshots");
  await control(first, "POST", "/reset");
  await first.end("SIGKILL");
  const second = await startOn(t, file);
  assert.equal((await projectNames(second)).length, SEED_PROJECTS);
  await control(second, "POST", "/snapshots", snapshot);
  await second.end("SIGKILL");
  assert.deepEqual((await namesIn(t, file)).names, ["before"]);
});

test("a torn record at the end is dropped, and said so; everything before it is there", async (t) => {
  const file = await killed(t, ["one", "two", "three"]);
  const journal = journalOf(file);
  const whole = readFileSync(journal);
  const last = whole.lastIndexOf(10, whole.length - 2) + 1;
  for (const bytes of [1, 9, 12, 40, whole.length - last - 1]) {
    const copy = join(folder(t), "state.json");
    copyFileSync(file, copy);
    writeFileSync(journalOf(copy), whole.subarray(0, last + bytes - (bytes > 12 ? 1 : 0)));
    const { names, err } = await namesIn(t, copy);
    assert.deepEqual(names, ["one", "two"]);
    assert.match(err, /The last change was not written completely/);
    assert.deepEqual((await namesIn(t, copy)).names, ["one", "two"], "the second start");
  }
  appendFileSync(journal, Buffer.alloc(512));
  assert.deepEqual((await namesIn(t, file)).names, ["one", "two", "three"]);
});

test("a bit that was flipped is never passed over: the start is refused", async (t) => {
  const file = await killed(t, ["one", "two"]);
  const journal = journalOf(file);
  for (const [path, says] of [
    [file, /state\.json: it(s checksum is wrong| is not a state file)/],
    [journal, /journal-\d+: .*(checksum|no record|damaged)/],
  ]) {
    const whole = readFileSync(path);
    for (const at of [0, 5, 12, 40, whole.length >> 1, whole.length - 2, whole.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 4;
      writeFileSync(path, damaged);
      assert.match(await refusal(t, file), says, `${path}, byte ${at}`);
    }
    writeFileSync(path, whole);
  }
  assert.deepEqual((await namesIn(t, file)).names, ["one", "two"]);
});

test("truncated, empty and foreign state files are refused and left alone", async (t) => {
  const file = await killed(t, ["one"]);
  const whole = readFileSync(file);
  for (const size of [0, 1, 30, whole.length >> 1, whole.length - 1]) {
    writeFileSync(file, whole);
    truncateSync(file, size);
    assert.match(await refusal(t, file), /checksum is wrong|is not a state file/, `${size} bytes`);
  }
  for (const text of ["{}", '{"name":"package"}', "hello\n", "\0\0\0\0"]) {
    writeFileSync(file, text);
    assert.match(await refusal(t, file), /is not a state file of the sandbox/);
  }
});

test("a damaged file is replaced by its .bak, with nothing lost", async (t) => {
  const file = await killed(t, ["one"]);
  const server = await startOn(t, file);
  await createProject(server, "two");
  await server.end("SIGKILL");
  truncateSync(file, 100);
  assert.match(await refusal(t, file), /state\.json\.bak is intact/);
  copyFileSync(`${file}.bak`, file);
  assert.deepEqual((await namesIn(t, file)).names, ["one", "two"]);
  assert.deepEqual((await namesIn(t, file)).names, ["one", "two"], "the second start");
});

test("a file of another format version is refused", async (t) => {
  const { crc32 } = await import("node:zlib");
  const file = await killed(t, []);
  const text = readFileSync(file, "utf8").replace('"version":1', '"version":99');
  const rest = text.slice(text.indexOf('"format"'));
  writeFileSync(file, `{"crc32":"${crc32(rest).toString(16).padStart(8, "0")}",${rest}`);
  assert.match(await refusal(t, file), /another version of the sandbox/);
});

test("nothing begins empty where something was: no file, no journal, foreign journal", async (t) => {
  const file = await killed(t, ["one"]);
  const [journal, text] = [journalOf(file), readFileSync(file)];
  const kept = readFileSync(journal);
  rmSync(journal);
  assert.match(await refusal(t, file), /journal-\d+ is missing/);
  const other = await killed(t, ["other"]);
  copyFileSync(journalOf(other), journal);
  assert.match(await refusal(t, file), /belongs to another state file/);
  writeFileSync(journal, kept);
  rmSync(file);
  const { code, err } = await launch(t, ["--port", "0", "--state", file]).ended;
  assert.equal(code, 1);
  assert.match(err, /state\.json is missing, but .* is there/);
  writeFileSync(file, text);
  assert.deepEqual((await namesIn(t, file)).names, ["one"]);
});

test("a folder that is missing, and a path that is a folder, end with a message", async (t) => {
  const path = folder(t);
  for (const state of [join(path, "none/state.json"), path]) {
    const { code, err } = await launch(t, ["--port", "0", "--state", state]).ended;
    assert.equal(code, 1);
    assert.match(err, /^webwork-sandbox: cannot (lock|read) /);
    assert.doesNotMatch(err, /\n {4}at /);
  }
});

test("--seed and --now belong to the file: another value is refused, none takes the file's", async (t) => {
  const file = join(folder(t), "state.json");
  await (await startOn(t, file, ["--seed", "7"])).stop();
  assert.match(await refusal(t, file, ["--seed", "8"]), /was begun with --seed 7/);
  assert.match(await refusal(t, file, ["--now", "2026-01-30"]), /was begun with --now 2026-01-29/);
  const server = await start(t, ["--state", file]);
  await control(server, "POST", "/reset");
  const { clock, namespaces } = await control(server, "GET", "/state");
  assert.equal(clock.now, Date.parse(NOW));
  assert.equal(namespaces[0].workspaces[0].rows.members, 50);
});

test("a second server on the same file is refused; the lock of a dead one is taken over", async (t) => {
  const file = join(folder(t), "state.json");
  const first = await startOn(t, file);
  await createProject(first, "first");
  const { code, err } = await launch(t, ["--port", "0", "--state", file]).ended;
  assert.equal(code, 1);
  assert.match(err, new RegExp(`in use by process ${first.child.pid}`));
  await createProject(first, "still works");
  await first.end("SIGKILL");
  assert.ok(existsSync(`${file}.lock`));
  assert.deepEqual((await namesIn(t, file)).names, ["first", "still works"]);
});

test("of many that start on the lock of a dead one, just one gets it", async (t) => {
  const file = await killed(t, ["one"]);
  const starts = Array.from({ length: 4 }, () => launch(t, ["--port", "0", "--state", file]));
  const results = await Promise.allSettled(starts.map(({ url }) => url));
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

test("the lock of another host, and a file that is no lock, are left to the user", async (t) => {
  const file = await killed(t, ["one"]);
  const lock = `${file}.lock`;
  for (const [text, says] of [
    [JSON.stringify({ pid: 1, host: "elsewhere.example", started: "" }), /on host elsewhere/],
    ["mine", /is not a lock of the sandbox/],
  ]) {
    writeFileSync(lock, text);
    const { code, err } = await launch(t, ["--port", "0", "--state", file]).ended;
    assert.equal(code, 1);
    assert.match(err, says);
    assert.equal(readFileSync(lock, "utf8"), text);
  }
  rmSync(lock);
  assert.deepEqual((await namesIn(t, file)).names, ["one"]);
});

test("old journals are removed: only those since .bak stay", async (t) => {
  const file = join(folder(t), "state.json");
  for (let round = 0; round < 4; round++) await (await startOn(t, file)).stop();
  const names = readdirSync(join(file, "..")).sort();
  const { generation } = JSON.parse(readFileSync(file, "utf8"));
  const journals = [generation - 1, generation].map((n) => `state.json.journal-${n}`);
  assert.deepEqual(names, ["state.json", "state.json.bak", ...journals].sort());
});
