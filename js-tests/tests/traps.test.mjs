// A trap in the wasm: the calls in flight fail, and the next call works.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { day, entry, good } from "../support/client.mjs";
import { importCopy } from "../support/copy.mjs";
import { failure } from "../support/failure.mjs";
import { withExports } from "../support/wasm.mjs";

const wasm = readFileSync(createRequire(import.meta.url).resolve("webwork-sdk/webwork.wasm"));

test("a trap in the wasm rejects the calls in flight, and the next call runs on a fresh instance", async () => {
  const { instantiate } = WebAssembly;
  const trap = { armed: false, instances: 0 };
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate.apply(WebAssembly, args);
    trap.instances++;
    const exports = { ...(result.instance ?? result).exports };
    const { response } = exports;
    exports.response = (...rest) => {
      if (trap.armed) throw new WebAssembly.RuntimeError("unreachable");
      return response(...rest);
    };
    return result.instance ? { module: result.module, instance: { exports } } : { exports };
  };
  try {
    const { WebWork: Fresh } = await importCopy();
    let respond;
    const webwork = new Fresh({
      token: "trap",
      baseUrl: "https://h",
      fetch: () =>
        trap.armed && !respond
          ? new Promise((resolve) => (respond = resolve))
          : Promise.resolve(Response.json(good)),
    });
    await webwork.timeEntries.list(day);
    trap.armed = true;
    const waiting = failure(webwork.timeEntries.create(entry));
    while (!respond) await new Promise(setImmediate);
    const error = await failure(webwork.timeEntries.list(day));
    assert.deepEqual([error.name, error.code], ["InternalError", "internal"]);
    assert.ok(error.cause instanceof WebAssembly.RuntimeError);
    const other = await waiting;
    assert.deepEqual([other.name, other.outcome], ["InternalError", "unknown"]);
    trap.armed = false;
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
    assert.equal(trap.instances, 2);
  } finally {
    WebAssembly.instantiate = instantiate;
  }
});

test("after a trap a wasm that came as a Response is there again", async () => {
  let armed = false;
  const change = (exports) => {
    const { response } = exports;
    exports.response = (...rest) => {
      if (armed) throw new WebAssembly.RuntimeError("unreachable");
      return response(...rest);
    };
    return exports;
  };
  await withExports(change, async () => {
    const slim = await importCopy("slim");
    slim.loadWasm(new Response(wasm));
    const webwork = new slim.WebWork({
      token: "trap-token",
      baseUrl: "https://h",
      fetch: async () => Response.json(good),
    });
    await webwork.timeEntries.list(day);
    armed = true;
    assert.equal((await failure(webwork.timeEntries.list(day))).code, "internal");
    armed = false;
    assert.deepEqual((await webwork.timeEntries.list(day)).data, []);
  });
});

test("a sandbox that traps fails the requests in flight, and the next one works", async () => {
  let armed = "";
  let trapped = false;
  const change = (exports) =>
    Object.fromEntries(
      Object.entries(exports).map(([name, value]) => {
        const isFetch = /fetch/.test(name);
        if (typeof value !== "function") return [name, value];
        return [
          name,
          (...args) => {
            if (trapped || (armed === "at once" && isFetch))
              throw new WebAssembly.RuntimeError("unreachable");
            const result = value(...args);
            // From now on whatever runs next in the wasm traps: it waits for the body.
            if (armed === "later" && isFetch) trapped = true;
            return result;
          },
        ];
      }),
    );
  await withExports(change, async () => {
    const { Sandbox } = await importCopy("sandbox");
    const sandbox = new Sandbox();
    const status = async () =>
      (
        await sandbox.fetch("https://h/api/v2/workspaces", {
          method: "POST",
          body: "{}",
          headers: { authorization: `Bearer ${sandbox.token}` },
        })
      ).status;
    const before = await status();
    for (armed of ["at once", "later"]) {
      assert.ok((await failure(status())) instanceof WebAssembly.RuntimeError, armed);
      armed = "";
      trapped = false;
      assert.equal(await status(), before);
    }
  });
});
