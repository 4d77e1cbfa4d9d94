// The sandbox: calls in process, requests over HTTP, durable writes, and what a page of a long list costs.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Sandbox } from "webwork-sdk/sandbox";
import { wasmsIn } from "../../support/inlined.mjs";
import { median, rounded, show } from "../harness.mjs";

const NOW = "2026-01-29T12:00:00Z";
const BASE = "https://api.webwork-tracker.com/api/v2";
const DIST = "node_modules/webwork-sdk/dist";
const SECONDS = 3;
const READ = "/projects/10?workspace_id=1";
const WRITE = "/projects?workspace_id=1";
const SIZES = [1_000, 10_000, 100_000];

export async function run() {
  show("The sandbox, calls in process, one after the other", await inProcess());
  show("A page of 20 among many, in process", await pages());
  show("npx webwork-sandbox over HTTP, one process", await overHttp());
  show("The sandbox's wasm", { "brotli 11": { KB: wasmSize() } });
}

function send(sandbox, method, path, body) {
  return sandbox.fetch(`${BASE}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/**
 * How often something runs in a second when `width` of it run at once, and in a second of one core:
 * that figure does not suffer from what else the machine does. `cpu` tells the CPU time, in seconds.
 */
async function rate(work, { width = 1, cpu = ownCpu } = {}) {
  await work();
  const [begin, cpuBefore] = [performance.now(), cpu()];
  const until = begin + SECONDS * 1_000;
  let done = 0;
  const loop = async () => {
    for (; performance.now() < until; done++) await work();
  };
  await Promise.all(Array.from({ length: width }, loop));
  return {
    "per second": Math.round((done / (performance.now() - begin)) * 1_000),
    "per second of one core": Math.round(done / (cpu() - cpuBefore)),
  };
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The CPU time of another process, where the system tells it in /proc. */
function cpuOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return Number.NaN;
  }
}

async function inProcess() {
  const sandbox = new Sandbox({ now: Date.parse(NOW) });
  let count = 0;
  const read = async () => (await send(sandbox, "GET", READ)).text();
  const write = async () =>
    (await send(sandbox, "POST", WRITE, { name: `bench ${++count}` })).text();
  return { reads: await rate(read), writes: await rate(write) };
}

/** Tasks of project 10. */
const tasks = (count) =>
  Array.from({ length: count }, (_, index) => ({
    id: 1_000 + index,
    project_id: 10,
    title: `Task ${index}`,
  }));

/** Time entries of user 100, each an hour, ten a day. */
const entries = (count) =>
  Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(1972, 0, 1 + Math.floor(index / 10))).toISOString();
    const hour = index % 10;
    return {
      id: `bench-${index}`,
      user_id: 100,
      contract_id: 20,
      date: date.slice(0, 10),
      start_time: `${hour + 10}:00`,
      end_time: `${hour + 11}:00`,
    };
  });

async function pages() {
  const rows = {};
  for (const size of SIZES) {
    const { heap, sandbox } = await filled(size);
    const time = async (path) => {
      const times = [];
      for (let round = 0; round < 60; round++) {
        const begin = performance.now();
        const response = await send(sandbox, "GET", path);
        await response.text();
        times.push((performance.now() - begin) * 1_000);
        if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
      }
      return rounded(median(times));
    };
    const page = (number) => time(`/tasks?workspace_id=1&project_id=10&per_page=20&page=${number}`);
    rows[size] = {
      "first page of tasks, µs": await page(1),
      "middle page, µs": await page(size / 40),
      "last page, µs": await page(size / 20),
      "time entries of a day, µs": await time(
        "/time-entries?workspace_id=1&user_id=100&date=1972-01-02",
      ),
      "memory of both, MB": heap,
    };
  }
  return rows;
}

/** A sandbox with so many tasks and time entries, and what the process grew by. */
async function filled(size) {
  const data = { tasks: tasks(size), time_entries: entries(size) };
  globalThis.gc();
  const before = process.memoryUsage().rss;
  const sandbox = new Sandbox({ now: Date.parse(NOW), data });
  await (await send(sandbox, "GET", READ)).text();
  globalThis.gc();
  return { sandbox, heap: Math.round((process.memoryUsage().rss - before) / 2 ** 20) };
}

async function overHttp() {
  const folder = mkdtempSync(join(tmpdir(), "webwork-bench-"));
  try {
    const memory = await withServer([], async (call, cpu) => ({
      reads: await rate(() => call("GET", READ), { cpu, width: 16 }),
      "writes, in memory": await rate(() => call("POST", WRITE), { cpu, width: 16 }),
    }));
    const durable = await withServer(["--state", join(folder, "state.json")], async (call, cpu) => {
      const write = () => call("POST", WRITE);
      return {
        "writes, durable, one after the other": await rate(write, { cpu }),
        "writes, durable, 16 at once": await rate(write, { cpu, width: 16 }),
        "writes, durable, 64 at once": await rate(write, { cpu, width: 64 }),
      };
    });
    return { ...memory, ...durable };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withServer(args, work) {
  const cli = join(DIST, "sandbox-cli.js");
  const server = spawn(process.execPath, [cli, "--port", "0", "--quiet", "--now", NOW, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const agent = new Agent({ keepAlive: true });
  try {
    const url = await new Promise((resolve, reject) => {
      server.stdout.once("data", (text) => resolve(/http\S+/.exec(text)[0]));
      server.once("close", () => reject(new Error("the server ended")));
    });
    let count = 0;
    const call = (method, path) =>
      exchange(agent, `${url}/api/v2${path}`, method, method === "POST" && { name: `${++count}` });
    return await work(call, () => cpuOf(server.pid));
  } finally {
    agent.destroy();
    server.kill("SIGKILL");
  }
}

/** Node's own client: `fetch` would cost more than the server. */
function exchange(agent, url, method, body) {
  const headers = {
    authorization: "Bearer sandbox-owner",
    ...(body && { "content-type": "application/json" }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      response.resume().on("end", resolve);
      if (response.statusCode >= 300) reject(new Error(`${method} ${url}: ${response.statusCode}`));
    });
    sent.on("error", reject).end(body ? JSON.stringify(body) : undefined);
  });
}

/** In KB: the wasm in the scripts that the sandbox is made of. */
function wasmSize() {
  const scripts = scriptsOf(join(DIST, "sandbox.js"));
  const [wasm] = scripts.flatMap(wasmsIn);
  return rounded(brotliCompressSync(wasm).length / 1024);
}

/** A script and all that it imports. */
function scriptsOf(file) {
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(/from "\.\/(chunk-[A-Z0-9]+\.js)"/g)];
  return [text, ...imports.flatMap(([, name]) => scriptsOf(join(DIST, name)))];
}
