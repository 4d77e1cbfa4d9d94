import assert from "node:assert/strict";
import { test } from "node:test";
import { cargoDenyFindings, npmAuditFindings } from "./advisories.mjs";

const audit = (vulnerabilities) =>
  JSON.stringify({ vulnerabilities, metadata: { vulnerabilities: {} } });
const lines = (...messages) => messages.map((one) => JSON.stringify(one)).join("\n");
const rejected = {
  type: "diagnostic",
  fields: {
    severity: "error",
    message: "failed to satisfy license requirements",
    graphs: [{ Krate: { name: "some", version: "1.0.0" } }],
  },
};

test("npm audit: every vulnerability is a problem", () => {
  assert.deepEqual(npmAuditFindings({ code: 0, text: audit({}) }), { problems: [] });
  const text = audit({ some: { name: "some", range: "<2.0.0", severity: "low" } });
  assert.deepEqual(npmAuditFindings({ code: 1, text }), { problems: ["some <2.0.0: low"] });
  assert.equal(npmAuditFindings({ code: 1, text: audit({}) }).problems.length, 1);
});

test("npm audit: a registry that cannot be asked keeps a release back, not a dry run", () => {
  const text = JSON.stringify({ message: "405 Method Not Allowed" });
  assert.match(npmAuditFindings({ code: 1, text }).later[0], /405/);
  assert.match(npmAuditFindings({ code: 1, text: "npm error network\n" }).later[0], /network/);
});

test("cargo deny: every error is a problem, and so is an exit code without one", () => {
  const summary = { type: "summary", fields: {} };
  assert.deepEqual(cargoDenyFindings({ code: 0, text: lines(summary) }), { problems: [] });
  assert.deepEqual(cargoDenyFindings({ code: 4, text: lines(rejected, summary) }).problems, [
    "some 1.0.0: failed to satisfy license requirements",
  ]);
  const help = { ...rejected, fields: { ...rejected.fields, severity: "help" } };
  assert.deepEqual(cargoDenyFindings({ code: 0, text: lines(help) }).problems, []);
  assert.deepEqual(cargoDenyFindings({ code: 1, text: "no such command" }).problems, [
    "no such command",
  ]);
});

test("cargo deny: a database that cannot be fetched keeps a release back, not a dry run", () => {
  const message = "failed to fetch advisory database https://example.org";
  const text = lines({ type: "log", fields: { level: "ERROR", message } });
  const { problems, later } = cargoDenyFindings({ code: 1, text });
  assert.deepEqual([problems, later.length], [undefined, 1]);
});
