import assert from "node:assert/strict";
import { test } from "node:test";
import { aptPermission, locatePrograms } from "./programs.mjs";

const developer = { apt: true, choice: undefined, ci: false, terminal: true, root: false };

test("apt is used on CI and by root in a container; a developer is asked; nobody else is surprised", () => {
  for (const [machine, permission] of [
    [{}, "ask"],
    [{ root: true }, "ask"],
    [{ terminal: false }, "no"],
    [{ terminal: false, root: true }, "yes"],
    [{ ci: true }, "yes"],
    [{ ci: true, terminal: false }, "yes"],
    [{ ci: true, apt: false }, "no"],
  ])
    assert.equal(aptPermission({ ...developer, ...machine }), permission, JSON.stringify(machine));
});

test("WEBWORK_APT wins over everything but a machine without apt", () => {
  for (const machine of [{}, { ci: true }, { terminal: false, root: true }]) {
    for (const choice of ["yes", "no"])
      assert.equal(aptPermission({ ...developer, ...machine, choice }), choice);
    assert.equal(aptPermission({ ...developer, ...machine, choice: "maybe" }), "invalid");
  }
  assert.equal(aptPermission({ ...developer, apt: false, choice: "yes" }), "no");
});

test("a program whose variable is set is taken from there", (t) => {
  const before = process.env.REDIS_PATH;
  t.after(() => {
    if (before === undefined) delete process.env.REDIS_PATH;
    else process.env.REDIS_PATH = before;
  });
  process.env.REDIS_PATH = "/somewhere/redis-server";
  assert.deepEqual(locatePrograms(["redis"]), {
    found: { REDIS_PATH: "/somewhere/redis-server" },
    missing: undefined,
  });
});

test("a program that is missing is named, with what to do", (t) => {
  const { PATH, CHROMEDRIVER } = process.env;
  t.after(() => {
    process.env.PATH = PATH;
    if (CHROMEDRIVER !== undefined) process.env.CHROMEDRIVER = CHROMEDRIVER;
  });
  delete process.env.CHROMEDRIVER;
  process.env.PATH = "/nowhere";
  const { found, missing } = locatePrograms(["chromedriver"]);
  assert.deepEqual(found, {});
  assert.match(missing, /^missing: chromium-driver\. .*set CHROMEDRIVER/);
});
