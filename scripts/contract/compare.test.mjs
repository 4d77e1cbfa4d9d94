// `npm run contract -- compare` against made-up files of a vendor.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse, stringify } from "yaml";
import { root } from "../steps.mjs";
import { compare } from "./compare.mjs";
import { load, operationsOf } from "./load.mjs";

const ours = join(root, "contract/openapi.yaml");
const document = () => parse(readFileSync(ours, "utf8"));

function fileOf(t, content, name = "vendor.yaml") {
  const folder = mkdtempSync(join(tmpdir(), "webwork-contract-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : stringify(content));
  return file;
}

async function contract(...args) {
  const child = spawn(process.execPath, [join(root, "scripts/contract/main.mjs"), ...args]);
  let [out, err] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

/** What differs where one thing of our own document was changed. */
async function lines(t, change) {
  const theirs = document();
  change(theirs);
  const found = compare(
    operationsOf(await load(ours)),
    operationsOf(await load(fileOf(t, theirs))),
  );
  return found.map(({ title, lines }) => [title, ...lines]);
}

test("our own file is the same, as YAML and as JSON, with other names and places of paths", async (t) => {
  const same = await contract("compare", ours);
  assert.deepEqual([same.code, same.err], [0, ""]);
  assert.match(same.out, /^Operations: ours 63, theirs 63\. They are the same\.$/m);

  const theirs = document();
  theirs.servers = [{ url: "https://elsewhere.example/" }];
  theirs.paths = Object.fromEntries(
    Object.entries(theirs.paths).map(([path, item]) => [
      `/api/v2${path.replaceAll(/\{\w+\}/g, "{other}")}/`,
      JSON.parse(
        JSON.stringify(item).replaceAll(
          /"name":"(\w+)","in":"path"/g,
          '"name":"other","in":"path"',
        ),
      ),
    ]),
  );
  const file = fileOf(t, JSON.stringify(theirs), "vendor.json");
  const { code, out } = await contract("compare", file);
  assert.equal(code, 0, out);
});

test("operations that one side lacks are named", async (t) => {
  const found = await lines(t, ({ paths }) => {
    delete paths["/workspaces"];
    paths["/teams"] = { get: { operationId: "getTeams", responses: { 200: { description: "" } } } };
  });
  assert.deepEqual(found, [
    ["GET /workspaces (getWorkspaces)", "theirs does not have this operation"],
    ["GET /teams (getTeams)", "ours does not have this operation"],
  ]);
});

const ENTRIES = "GET /time-entries (getTimeEntries)";
const entries = ({ paths }) => paths["/time-entries"].get;
const parameter = (document, name) => entries(document).parameters.find((one) => one.name === name);

for (const [what, change, ...expected] of [
  [
    "a parameter that only they have",
    (document) =>
      entries(document).parameters.push({
        name: "method",
        in: "query",
        required: true,
        schema: { type: "string" },
      }),
    ENTRIES,
    "query parameter method: ours does not have it (string, required)",
  ],
  [
    "a parameter that only we have",
    (document) =>
      (entries(document).parameters = entries(document).parameters.filter(
        ({ name }) => name !== "task_id",
      )),
    ENTRIES,
    "query parameter task_id: theirs does not have it",
  ],
  [
    "whether a parameter is required",
    (document) => (parameter(document, "date").required = false),
    ENTRIES,
    "query parameter date: required in ours, optional in theirs",
  ],
  [
    "the type of a parameter",
    (document) => (parameter(document, "date").schema = { type: "string" }),
    ENTRIES,
    "query parameter date: ours string (date), theirs string",
  ],
  [
    "values of an enumeration",
    ({ paths }) =>
      (paths["/members"].get.parameters.find(({ name }) => name === "status").schema.enum = [
        "active",
        "inactive",
        "left",
        "invited",
      ]),
    "GET /members (getMembers)",
    "query parameter status: ours lacks the values invited",
    "query parameter status: theirs lacks the values unknown",
  ],
  [
    "statuses",
    (document) => {
      const { responses } = entries(document);
      responses[202] = responses[200];
      delete responses[200];
      responses[422] = { description: "" };
    },
    ENTRIES,
    "status of the success: ours 200, theirs 202",
    "error statuses that ours does not name: 422",
  ],
  [
    "the operationId",
    (document) => (entries(document).operationId = "listTimeEntries"),
    ENTRIES,
    "operationId: ours getTimeEntries, theirs listTimeEntries",
  ],
])
  test(`a difference in ${what} is one line`, async (t) => {
    assert.deepEqual(await lines(t, change), [expected]);
  });

test("members of requests and responses are compared at any depth, behind references too", async (t) => {
  const found = await lines(t, ({ components: { schemas } }) => {
    const { TimeEntryCreate, Workspace } = schemas;
    TimeEntryCreate.properties.billable = { type: "boolean" };
    TimeEntryCreate.required = TimeEntryCreate.required.filter((name) => name !== "end_time");
    Workspace.properties.owner_id = { type: "string" };
    delete Workspace.properties.role;
    Workspace.properties.plan = { type: "object", properties: { name: { type: "string" } } };
  });
  assert.deepEqual(found, [
    [
      "GET /workspaces (getWorkspaces)",
      "response member data[].owner_id: ours integer, theirs string",
      "response member data[].role: theirs does not have it",
      "response member data[].plan: ours does not have it (object, optional)",
    ],
    [
      "POST /time-entries (createTimeEntry)",
      "body member end_time: required in ours, optional in theirs",
      "body member billable: ours does not have it (boolean, optional)",
    ],
  ]);
});

test("a parameter that moved from the query to the body is one line", async (t) => {
  const found = await lines(t, ({ paths, components: { schemas } }) => {
    const { post } = paths["/members"];
    post.parameters = [];
    schemas.MemberInvite.properties.workspace_id = { type: "integer" };
  });
  assert.deepEqual(found, [
    ["POST /members (inviteMember)", "workspace_id: ours in the query, theirs in the body"],
  ]);
});

test("the ways to write null and alternatives of OpenAPI 3.0 and 3.1 are the same", async (t) => {
  const nullable = (schema) => {
    if (typeof schema !== "object" || schema === null) return schema;
    if (Array.isArray(schema)) return schema.map(nullable);
    const { type, ...rest } = Object.fromEntries(
      Object.entries(schema).map(([name, value]) => [name, nullable(value)]),
    );
    if (!Array.isArray(type)) return { ...(type !== undefined && { type }), ...rest };
    const types = type.filter((one) => one !== "null");
    const isNullable = types.length < type.length;
    return types.length === 1
      ? { ...rest, type: types[0], ...(isNullable && { nullable: true }) }
      : {
          ...rest,
          oneOf: types.map((one) => ({ type: one })),
          ...(isNullable && { nullable: true }),
        };
  };
  const found = await lines(t, (theirs) => {
    theirs.openapi = "3.0.3";
    theirs.components.schemas = nullable(theirs.components.schemas);
  });
  assert.deepEqual(found, []);
});

test("a schema that contains itself ends", async (t) => {
  const theirs = `
openapi: 3.0.3
info: { title: Trees, version: "1" }
paths:
  /trees:
    get:
      responses:
        "200":
          description: ""
          content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } }
components:
  schemas:
    Tree: { type: object, properties: { children: { type: array, items: { $ref: "#/components/schemas/Tree" } } } }
`;
  const operations = operationsOf(await load(fileOf(t, theirs)));
  const { response } = operations.get("GET /trees");
  assert.ok(response.has("children[].children"));
  assert.ok(response.size < 20);
});

test("differences end with 1 and are a checklist", async (t) => {
  const theirs = document();
  theirs.paths["/workspaces"].get.parameters = [];
  const { code, out } = await contract("compare", fileOf(t, theirs));
  assert.equal(code, 1);
  assert.match(out, /2 differences in 1 operations/);
  assert.match(out, /^## GET \/workspaces \(getWorkspaces\)\n\n- \[ \] query parameter page: /m);
});

test("a URL is read as a file is", async (t) => {
  const server = createServer((request, response) => {
    if (request.url !== "/api.yaml") response.writeHead(404);
    response.end(readFileSync(ours));
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  assert.equal((await contract("compare", `${url}/api.yaml`)).code, 0);
  const missing = await contract("compare", `${url}/nothing`);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /HTTP 404/);
});

for (const [what, args, message] of [
  ["no command", [], /^npm run contract -- compare/],
  ["an unknown command", ["compile"], /no command "compile"/],
  ["no file", ["compare"], /one file or URL/],
  ["two files", ["compare", "a", "b"], /one file or URL/],
  ["an unknown option", ["compare", ours, "--fast"], /--fast/],
  ["a file that is not there", ["compare", "nowhere.yaml"], /nowhere\.yaml/],
])
  test(`${what} ends with 2 and the usage`, async () => {
    const { code, out, err } = await contract(...args);
    assert.equal(code, 2);
    assert.match(`${err}${out}`, message);
    assert.match(`${err}${out}`, /Exit codes/);
  });

for (const [what, content, message] of [
  ["HTML", "<!doctype html><p>: Sign in", /no OpenAPI file|neither/],
  ["broken JSON", '{"openapi": "3.0.0"', /neither YAML nor JSON/],
  ["Swagger 2", { swagger: "2.0", paths: {} }, /no OpenAPI file of version 3/],
  [
    "a reference to nothing",
    { openapi: "3.1.0", paths: { "/a": { $ref: "#/components/b" } } },
    /"b"|components/,
  ],
])
  test(`a file with ${what} ends with 2`, async (t) => {
    const { code, err } = await contract("compare", fileOf(t, content));
    assert.equal(code, 2, err);
    assert.match(err, message);
  });

test("files that a document refers to are not read", async (t) => {
  const secret = fileOf(t, "get: { operationId: secretOfMine }", "secret.yaml");
  const theirs = { openapi: "3.1.0", paths: { "/a": { $ref: secret } } };
  const { code, out, err } = await contract("compare", fileOf(t, theirs));
  assert.ok(code === 1 || code === 2, out);
  assert.doesNotMatch(`${out}${err}`, /secretOfMine/);
});
