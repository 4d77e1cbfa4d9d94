// kill -9 in the middle of concurrent writes: every write that was responded to is there, once.
// SANDBOX_CRASHES sets the number of rounds.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { random } from "../../support/random.mjs";
import { createProject, folder, NOW, projectNames, start } from "../../support/sandbox-server.mjs";

const ROUNDS = Number(process.env.SANDBOX_CRASHES ?? 10);
const WRITERS = 8;
const SEED = 11;

test(`${ROUNDS} times kill -9 among concurrent writes loses and doubles nothing`, async (t) => {
  const below = random(SEED);
  const args = ["--now", NOW, "--state", join(folder(t), "state.json")];
  const written = new Set();
  const sent = new Set();
  for (let round = 0; round < ROUNDS; round++) {
    const server = await start(t, args);
    const limit = written.size + 1 + below(60);
    let alive = true;
    const write = async (writer) => {
      for (let count = 0; alive && count < 1_000; count++) {
        const name = `project ${round}/${writer}/${count}`;
        sent.add(name);
        const status = await createProject(server, name).then(
          (response) => response.text().then(() => response.status),
          () => undefined,
        );
        if (status === undefined) return;
        assert.equal(status, 201);
        written.add(name);
        if (written.size < limit || !alive) continue;
        alive = false;
        server.child.kill("SIGKILL");
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    await server.ended;
    await check(t, args, { written, sent, round });
  }
  t.diagnostic(`${written.size} writes were responded to, ${sent.size} were sent`);
});

async function check(t, args, { written, sent, round }) {
  const server = await start(t, args);
  const names = (await projectNames(server)).filter((name) => name.startsWith("project "));
  const found = new Set(names);
  assert.equal(found.size, names.length, `round ${round}: a write is there twice`);
  for (const name of written) assert.ok(found.has(name), `round ${round}: ${name} is lost`);
  for (const name of found) assert.ok(sent.has(name), `round ${round}: ${name} was never sent`);
  await server.end("SIGKILL");
}
