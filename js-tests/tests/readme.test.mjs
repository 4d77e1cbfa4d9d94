// The README: its code compiles and runs, and its tables are complete.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import ts from "typescript-api";
import * as sdk from "webwork-sdk";
import { Sandbox } from "webwork-sdk/sandbox";
import { build, operations } from "../support/contract.mjs";
import { blocksOf, codeIn, tableOf } from "../support/markdown.mjs";

const readme = readFileSync("node_modules/webwork-sdk/README.md", "utf8");
/** Each block of code with its number below its heading, from 1. */
const code = blocksOf(readme)
  .filter(({ language }) => ["ts", "js"].includes(language))
  .map((block, index, all) => {
    const earlier = all.slice(0, index).filter(({ heading }) => heading === block.heading);
    return { ...block, number: earlier.length + 1 };
  });
const folder = mkdtempSync(join(process.cwd(), "readme-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the blocks take for granted: the client of the first one, and the API of extensions. */
const GLOBALS = `
declare const webwork: import("webwork-sdk").WebWork;
declare const day: { user_id: number; date: string };
declare const chrome: {
  storage: { local: { get(key: "token"): Promise<{ token: string }> } };
  runtime: {
    onMessage: {
      addListener(
        listener: (
          message: { type: string; day: { user_id: number; date: string } },
          sender: unknown,
          respond: (response: unknown) => void,
        ) => boolean,
      ): void;
    };
  };
};
`;

const nameOf = ({ heading, number, language }) =>
  `${heading.toLowerCase().replaceAll(/\W+/g, "-")}-${number}.m${language}`;

test("every block of code compiles under strict settings", () => {
  const files = [["globals.d.ts", GLOBALS]];
  for (const block of code) files.push([nameOf(block), `${block.code}\nexport {};\n`]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const program = ts.createProgram(
    files.map(([name]) => join(folder, name)),
    {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      allowJs: true,
      checkJs: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: [
        "lib.es2022.d.ts",
        "lib.dom.d.ts",
        "lib.dom.iterable.d.ts",
        "lib.esnext.disposable.d.ts",
      ],
      types: ["node"],
    },
  );
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const at = file ? `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}` : "";
    return `${at} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  assert.deepEqual(problems, []);
});

// The same blocks, run.

let imports = 0;
const tested = new Set();

/** Runs a block; `more` is appended. Resolves to what it exports. */
function run(heading, number, more = "") {
  const block = code.find((one) => one.heading === heading && one.number === number);
  assert.ok(block, `the README has no block ${number} below "${heading}"`);
  tested.add(block);
  const { outputText } = ts.transpileModule(block.code + more, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const file = join(folder, `run-${++imports}.mjs`);
  writeFileSync(file, outputText);
  return import(pathToFileURL(file));
}

/** Every fetch of the test goes to a new sandbox, and the console is silent. */
function openSandbox(t) {
  const sandbox = new Sandbox();
  t.mock.method(globalThis, "fetch", sandbox.fetch);
  const log = t.mock.method(console, "log", () => {});
  process.env.WEBWORK_TOKEN = sandbox.token;
  globalThis.webwork = new sdk.WebWork({ token: sandbox.token, workspaceId: 1 });
  return { sandbox, logged: () => log.mock.calls.map(({ arguments: values }) => values) };
}

/** A response of an operation, made from its schema. */
const responseOf = (id) => build(operations.find((one) => one.id === id).response);

/** Every fetch of the test gets a response of one of these operations. */
function openResponses(t, ...ids) {
  const requests = [];
  t.mock.method(globalThis, "fetch", async (url) => {
    const { pathname } = new URL(url);
    requests.push(url);
    const { id } = operations.find((one) => ids.includes(one.id) && pathname.endsWith(one.path));
    return Response.json(responseOf(id));
  });
  const log = t.mock.method(console, "log", () => {});
  globalThis.webwork = new sdk.WebWork({ token: "example", workspaceId: 1, rateLimit: false });
  return { requests, logged: () => log.mock.calls.map(({ arguments: values }) => values) };
}

beforeEach(() => {
  globalThis.day = { user_id: 100, date: "2026-01-28" };
});

test("the first call lists a day and adds to it", async (t) => {
  const { logged } = openSandbox(t);
  await run("webwork-sdk", 1);
  const lines = logged();
  assert.ok(lines.length > 1);
  assert.deepEqual(lines.at(-1).slice(1), [90]);
  for (const [start, minutes] of lines.slice(0, -1)) {
    assert.match(start, /^2026-01-28T/);
    assert.ok(minutes > 0);
  }
});

test("workspaces and members are listed with their ids", async (t) => {
  const { logged } = openResponses(t, "getWorkspaces", "getMembers");
  await run("Token and ids", 1);
  const [workspaces, members] = ["getWorkspaces", "getMembers"].map((id) => responseOf(id).data);
  assert.deepEqual(logged(), [
    ...workspaces.map((one) => [one.id, one.workspace_name]),
    ...members.map((one) => [one.id, one.email]),
  ]);
});

test("raw requests, unknown parameters and the parts of a response", async (t) => {
  const { sandbox } = openSandbox(t);
  const urls = [];
  t.mock.method(globalThis, "fetch", (url, init) => {
    urls.push(new URL(url).search);
    return sandbox.fetch(url, init);
  });
  await run("Operations", 1);
  assert.match(urls[0], /workspace_id=1/);
  assert.match(urls[1], /new_parameter=value/);
  const more = "\nexport { status, attempts, body };";
  const { status, attempts, body } = await run("Operations", 2, more);
  assert.deepEqual([status, attempts, Array.isArray(body.data)], [200, 1, true]);
});

test("pages are followed, one by one and all together", async (t) => {
  const { logged } = openSandbox(t);
  const { entries, page } = await run("Pages", 1, "\nexport { entries, page };");
  assert.deepEqual(entries, page.data);
  assert.deepEqual(logged()[0], [page.data.length, page.pagination?.total, page.hasNextPage()]);
});

test("an error is told apart by its code", async (t) => {
  const { logged } = openSandbox(t);
  await run("Errors", 1);
  await run("Errors", 1);
  const [[message, errors]] = logged();
  assert.match(message, /^timeEntries\.create: /);
  assert.match(errors.start_time[0], /overlaps other time/);
  globalThis.day.date = "2026-01-32";
  await run("Errors", 1);
  assert.deepEqual(
    logged()
      .at(-1)[0]
      .map(({ parameter }) => parameter),
    ["date"],
  );
});

test("a call takes its limits on time and its signal, and the state of the rate limit can be read", async (t) => {
  const { logged } = openSandbox(t);
  const { report } = await run("Retries and the rate limit", 1, "\nexport { report };");
  assert.equal(report.success, true);
  assert.equal(logged()[0][0].limit, 60);
  assert.ok(logged()[0][0].remaining < 60);
});

test("the sandbox stands in for the service", async () => {
  const { webwork } = await run("Sandbox", 1, "\nexport { webwork };");
  assert.ok((await webwork.timeEntries.list(globalThis.day)).data.length > 0);
});

test("the service worker of an extension responds with entries, and with an error without a token", async (t) => {
  const { sandbox } = openSandbox(t);
  const stored = {};
  let listener;
  globalThis.chrome = {
    storage: { local: { get: async () => stored } },
    runtime: { onMessage: { addListener: (one) => (listener = one) } },
  };
  t.after(() => delete globalThis.chrome);
  await run("Browser extensions", 1);
  const ask = () =>
    new Promise((respond) =>
      assert.equal(listener({ type: "entries", day: globalThis.day }, {}, respond), true),
    );
  assert.equal((await ask()).error.code, "authentication");
  stored.token = sandbox.token;
  assert.ok((await ask()).data.length > 0);
  assert.equal(
    listener({ type: "other" }, {}, () => {}),
    false,
  );
});

test("every block of code was run", () => {
  assert.deepEqual(code.filter((block) => !tested.has(block)).map(nameOf), []);
});

test("the manifest of an extension is complete", () => {
  const [{ code: json }] = blocksOf(readme).filter(({ language }) => language === "json");
  const manifest = JSON.parse(json);
  assert.equal(manifest.manifest_version, 3);
  const source = readFileSync(
    `${process.env.WEBWORK_ROOT}/js-tests/runtimes/pages/environments.mjs`,
    "utf8",
  );
  const [, tried] = /^const ALLOWED = "(.+)";$/m.exec(source);
  assert.equal(manifest.content_security_policy.extension_pages, tried);
  const { webwork } = globalThis;
  assert.equal(`${new URL(webwork.toJSON().baseUrl).origin}/*`, manifest.host_permissions[0]);
  assert.ok(manifest.permissions.includes("storage"), "the worker reads chrome.storage");
});

test("the table of operations lists every operation, and those sent as POST in bold", () => {
  const listed = tableOf(readme, "Operations").flatMap(([resource, methods]) =>
    methods.split(", ").map((method) => {
      const [name] = codeIn(method);
      return `${codeIn(resource)[0]}.${name}${method.startsWith("**") ? " POST" : ""}`;
    }),
  );
  const known = operations.map(
    ({ name, httpMethod }) => `${name}${httpMethod === "POST" ? " POST" : ""}`,
  );
  assert.deepEqual(listed.sort(), known.sort());
});

test("the table of errors in docs/errors.md lists every class with its code", () => {
  const errors = readFileSync("node_modules/webwork-sdk/docs/errors.md", "utf8");
  const listed = tableOf(errors, "All errors").flatMap(([classes, codes]) => {
    const all = codeIn(codes);
    return codeIn(classes).map((name, index) => [name, all[index]]);
  });
  const known = Object.entries(sdk)
    .filter(([, one]) => Object.prototype.isPrototypeOf.call(sdk.WebWorkError, one))
    .map(([name, { code }]) => [name, code]);
  assert.deepEqual(listed.sort(), known.sort());
});
