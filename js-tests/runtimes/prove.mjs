// Tests one environment: writes and builds its app, and checks that its call reaches a real server and
// returns the data of that server.

import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import sirv from "sirv";
import { wasmsIn } from "../support/inlined.mjs";
import { codeOf } from "../support/recipes.mjs";
import { serve, serveSandbox } from "../support/server.mjs";
import { DAY, makeApp } from "./app.mjs";
import { openExtension, openPage } from "./browsers.mjs";
import { execute, freePort, listening, start } from "./commands.mjs";
import { homeOf } from "./packages.mjs";

const PATIENCE = 45_000;

export async function prove(t, environment) {
  const { name, family, files, steps = [], bundle, copy, checks, recipe, expect } = environment;
  const modules = join(homeOf(family), "node_modules");
  const cwd = join(homeOf(family), "apps", name);
  const tools = { modules, cwd, variables: environment.variables };
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  if (checks) {
    for (const command of checks) await execute(t, { ...tools, command });
    return;
  }
  if (recipe) return proveRecipe(t, environment, tools);
  const sandbox = await serveSandbox(t);
  const inbox = await openInbox(t, join(cwd, bundle ?? "."));
  const app = makeApp({ ...sandbox, report: `${inbox.url}/report` });

  const written = { "package.json": '{ "private": true, "type": "module" }\n', ...files(app) };
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  if (copy) cpSync(join(modules, "webwork-sdk/dist"), join(cwd, copy), { recursive: true });
  for (const command of steps) await execute(t, { ...tools, command });
  if (bundle)
    assert.deepEqual(
      wasmIn(join(cwd, bundle)).length,
      1,
      `a wasm once, not ${wasmIn(join(cwd, bundle)).join(", ")}`,
    );

  const results = await visit(t, environment, tools, inbox);
  const [first] = await held(sandbox);
  assert.ok(results.length > 0, "nothing was tried");
  for (const result of results) {
    if (expect) assert.match(result, expect);
    else assert.equal(result, first.id);
  }
  const calls =
    sandbox.requests.filter(
      ({ headers, url }) =>
        headers.authorization === `Bearer ${sandbox.token}` && url.includes("/time-entries?"),
    ).length - 1;
  assert.ok(expect ? calls === 0 : calls >= results.length, `${calls} calls came`);
}

/** Runs a test of docs/testing.md: it must pass, and the test runner must end. */
async function proveRecipe(t, { recipe, files = () => ({}), run }, tools) {
  const code = codeOf("testing.md");
  const written = {
    "package.json": '{ "private": true, "type": "module" }\n',
    ...files(),
    "hours.mjs": code["hours.mjs"],
    [recipe]: code[recipe],
  };
  for (const [path, text] of Object.entries(written)) writeFileSync(join(tools.cwd, path), text);
  const printed = await execute(t, { ...tools, command: run });
  const tests = code[recipe].match(/^test\(/gm).length;
  const counts = new RegExp(`(Tests +|Tests: +|ℹ pass |# pass )${tests}\\b`);
  assert.match(printed, counts);
}

/** Runs what was built, in every way the environment has; resolves to the results. */
async function visit(
  t,
  { run, serve: server, page, browser, get = [], extension, popup },
  tools,
  inbox,
) {
  if (run) {
    const printed = await execute(t, { ...tools, command: run });
    return [await inbox.next(() => printed)];
  }
  const results = [];
  let url = `${inbox.url}/${page ?? ""}`;
  let printed = () => "";
  if (server) {
    const port = await freePort();
    const running = start(t, {
      ...tools,
      command: server.map((part) => part.replace("{port}", port)),
    });
    await listening(port, running);
    url = `http://127.0.0.1:${port}/${page ?? ""}`;
    printed = running.printed;
  }
  for (const path of get) {
    const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(PATIENCE) });
    const text = await response.text();
    results.push(
      /<b>(.*?)<\/b>/.exec(text)?.[1] ?? `${response.status} ${text.slice(0, 500)}${printed()}`,
    );
  }
  if (browser) {
    const complaints = extension
      ? await openExtension(t, join(tools.cwd, extension), popup ?? url)
      : await openPage[browser](t, url);
    for (let reports = popup ? 2 : 1; reports > 0; reports--)
      results.push(await inbox.next(() => complaints() + printed()));
  }
  return results;
}

/** A server that receives reports, and serves the files of apps that have no server. */
async function openInbox(t, folder) {
  const texts = [];
  let wake = () => {};
  const files = sirv(folder, { dev: true });
  const { url } = await serve(t, (request, response, body) => {
    if (request.url !== "/report")
      return files(request, response, () => response.writeHead(404).end());
    if (request.method === "POST") {
      texts.push(body);
      wake();
    }
    response
      .writeHead(200, { "access-control-allow-origin": "*", "access-control-allow-headers": "*" })
      .end();
  });
  const next = async (printed) => {
    const late = AbortSignal.timeout(PATIENCE);
    while (texts.length === 0) {
      if (late.aborted) throw new Error(`the app did not report: ${printed()}`);
      await new Promise((resolve) => {
        wake = resolve;
        late.addEventListener("abort", resolve, { once: true });
      });
    }
    return texts.shift();
  };
  return { url, next };
}

/** The data of the server, requested without the package. */
async function held({ base, token }) {
  const query = new URLSearchParams({ workspace_id: 1, ...DAY });
  const response = await fetch(`${base}/time-entries?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()).data;
}

/** Every wasm in a folder: in a file of its own or inside a script. */
function wasmIn(folder) {
  return readdirSync(folder, { recursive: true }).flatMap((name) => {
    const file = join(folder, name);
    if (!statSync(file).isFile()) return [];
    if (name.endsWith(".wasm")) return [name];
    if (!/\.(js|mjs|cjs|html)$/.test(name)) return [];
    return wasmsIn(readFileSync(file, "utf8")).map(() => `inside ${name}`);
  });
}
