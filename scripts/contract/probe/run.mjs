// npm run contract -- probe: calls what reads, and writes the report.

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, stop } from "../../steps.mjs";
import { UsageError } from "../errors.mjs";
import { facts, pagePlace, responseSchema, unknownMembers } from "./observe.mjs";
import { carryOut, readOperations } from "./plan.mjs";
import { readOnlyFetch } from "./read-only.mjs";
import { headerTable, reportOf } from "./report.mjs";
import { safePath, vocabularyOf } from "./vocabulary.mjs";

const DAY_MS = 86_400_000;

/** `env`: WEBWORK_TOKEN and WEBWORK_BASE_URL. Resolves to the exit code. */
export async function runProbe({ document, workspace, user, date, out, env }) {
  const { WEBWORK_TOKEN: token, WEBWORK_BASE_URL: baseUrl } = env;
  if (!token) throw new UsageError("WEBWORK_TOKEN is needed: a personal access token.");
  const day = date ?? dayOf(Date.now() - DAY_MS);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
    throw new UsageError(`--date is a day such as 2026-01-29, not "${day}".`);
  if (!existsSync(join(root, "pkg/dist/index.js"))) stop('Run "npm run build" first.');

  const { WebWork } = await import("webwork-sdk");
  const { report, failed } = await probe(WebWork, {
    document,
    token,
    baseUrl,
    known: {
      ...idOf("workspace", workspace),
      ...idOf("user", user),
      ...daysAround(day),
    },
    onCall: ({ name, status, code }) => console.log(`${status ?? "---"} ${name} ${code ?? ""}`),
  });
  await writeFile(out, report, { mode: 0o600 });
  console.log(`\nThe report, without your data, is in ${out}.`);
  return failed ? 1 : 0;
}

function idOf(option, value) {
  if (value === undefined) return {};
  if (!/^\d{1,15}$/.test(value))
    throw new UsageError(`--${option} is a whole number, not "${value}".`);
  return { [`${option}_id`]: Number(value) };
}

const dayOf = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 10);

function daysAround(date) {
  const from = dayOf(Date.parse(date) - 6 * DAY_MS);
  return { date, start_date: from, date_from: from, end_date: date, date_to: date };
}

/** With an id in its path, it may be the thing that is missing. */
const missing = ({ title }, status) => ({
  fact: `${title} exists`,
  result: status === 404 && title.includes("{") ? "open" : "refuted",
  detail: String(status),
});

/** Calls every operation that reads. Resolves to the report, and whether anything was not as it should be. */
export async function probe(WebWork, { document, token, baseUrl, known, fetch, onCall }) {
  const isKnown = vocabularyOf(document);
  const headers = headerTable();
  const operations = readOperations(document);
  const calls = [];
  let call;
  let exchange;
  const webwork = new WebWork({
    token,
    baseUrl,
    fetch: readOnlyFetch(fetch ?? globalThis.fetch, (one) => {
      exchange = one;
      headers.add(one.headers);
    }),
    onResponse: ({ status, durationMs }) =>
      Object.assign(call, { status, durationMs: Math.round(durationMs) }),
    onDrift: ({ pointer, expected, found }) =>
      call.drift.push({ path: safePath(pointer, isKnown), expected, found }),
  });

  const notCalled = await carryOut(operations, known, async (operation, parameters) => {
    const [resource, method] = operation.name.split(".");
    call = { name: operation.name, drift: [], unknown: [], facts: [] };
    calls.push(call);
    exchange = undefined;
    try {
      const { body } = await webwork[resource][method](parameters).withResponse();
      observe(operation);
      const items = Array.isArray(body.data) ? body.data : [];
      if (!("workspace_id" in known) && items.length !== 1)
        throw new UsageError(`--workspace is needed: the token has ${items.length} workspaces.`);
      return items;
    } catch (error) {
      // Without a valid token the others fail too.
      if (error.code === "authentication") throw new UsageError("WEBWORK_TOKEN is not valid.");
      if (typeof error.code !== "string") throw error;
      call.code = error.code;
      if ([404, 405].includes(call.status)) call.facts.push(missing(operation, call.status));
      return [];
    } finally {
      onCall?.(call);
    }
  });
  webwork.close();

  function observe(operation) {
    const body = JSON.parse(exchange.text);
    call.place = pagePlace(body);
    call.unknown = unknownMembers(responseSchema(operation.one), body, isKnown);
    call.facts = facts(operation, { status: exchange.status, body });
  }

  const writes = Object.values(document.paths).flatMap((path) =>
    Object.keys(path).filter((method) => ["post", "put", "delete", "patch"].includes(method)),
  ).length;
  const server = baseUrl ? "Another server than the vendor's" : "The vendor's server";
  return {
    report: reportOf({
      server,
      version: WebWork.version,
      calls,
      notCalled,
      writes,
      headers: headers.lines(),
    }),
    failed: calls.some(({ code, drift }) => code !== undefined || drift.length > 0),
    calls,
    notCalled,
  };
}
