// Processes that share the tokens in one file, with the store and lock of docs/authentication.md.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ModelServer } from "../../support/oauth/server.mjs";
import { recipesOf } from "../../support/recipes.mjs";
import { json, serve } from "../../support/server.mjs";

/** A program that takes a rejected token from each line of its input, and prints another one. */
const program = (module, path, tokenUrl) => `
import { createInterface } from "node:readline";
import { OAuth } from "webwork-sdk/oauth";
import { fileLock, fileStore } from ${JSON.stringify(module)};
const oauth = new OAuth({ clientId: "app", tokenUrl: ${JSON.stringify(tokenUrl)} });
const path = ${JSON.stringify(path)};
const session = oauth.session({ ...fileStore(path), lock: fileLock(path) });
for await (const rejected of createInterface({ input: process.stdin }))
  session.token({ rejected }).then(console.log, (error) => console.log(error.message));
`;

test("three processes whose token is rejected refresh once for all, 20 times; one that is killed inside the lock holds up nobody", async (t) => {
  const model = new ModelServer(Date.now);
  let requests = 0;
  let hold = false;
  const { url } = await serve(t, async (_, response, body) => {
    requests++;
    // Never looked at: the process that waits for it will be killed.
    if (hold) return;
    json(response, ...model.token(new URLSearchParams(body)));
  });
  const recipes = recipesOf(t, "authentication.md");
  const path = join(recipes.folder, "tokens.json");
  const { fileStore } = await recipes.load("file-store.mjs");
  await fileStore(path).save(model.signIn());
  const module = pathToFileURL(join(recipes.folder, "file-store.mjs")).href;
  const start = () => {
    const source = program(module, path, url);
    const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return {
      child,
      async token(rejected) {
        child.stdin.write(`${rejected}\n`);
        return (await lines.next()).value;
      },
    };
  };
  const processes = [start(), start(), start()];
  for (let n = 1; n <= 20; n++) {
    const tokens = await Promise.all(processes.map((one) => one.token(`access-${n}`)));
    assert.deepEqual(new Set(tokens), new Set([`access-${n + 1}`]));
  }
  assert.deepEqual([model.refreshes, model.reused], [20, []]);
  assert.equal(statSync(path).mode & 0o777, 0o600);

  hold = true;
  const [doomed, other] = processes;
  void doomed.token("access-21");
  for (let tries = 0; requests < 21 && tries < 400; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  hold = false;
  const waiting = other.token("access-21");
  doomed.child.kill("SIGKILL");
  await once(doomed.child, "exit");
  assert.equal(await waiting, "access-22");
  assert.equal(JSON.parse(readFileSync(path, "utf8")).refresh_token, "refresh-22");
});
