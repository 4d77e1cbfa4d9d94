import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { billProblems, writeBills } from "./sbom.mjs";

const bill = (purl, ...components) => ({
  bomFormat: "CycloneDX",
  metadata: { component: { purl } },
  components: components.map(([name, version]) => ({ name, version })),
});
const bills = [
  bill("pkg:npm/one@1.0.0"),
  bill("pkg:cargo/one@1.0.0?download_url=file://.", ["serde", "1.0.1"], ["syn", "2.0.0"]),
];
const wanted = { subjects: ["npm/one@1.0.0", "cargo/one@1.0.0"], parts: ["serde 1.0.1"] };

test("bills that describe every package and list every linked crate have no problem", () => {
  assert.deepEqual(billProblems(bills, wanted), []);
});

test("a package without a bill, a crate in no bill and another format are problems", () => {
  const problems = (changed) => billProblems(changed.bills ?? bills, { ...wanted, ...changed });
  assert.deepEqual(problems({ subjects: ["npm/one@1.0.1"] }), [
    "there is no bill of npm/one@1.0.1",
  ]);
  assert.deepEqual(problems({ parts: ["serde 1.0.2"] }), ["no bill lists serde 1.0.2"]);
  assert.deepEqual(problems({ bills: [{ ...bills[0], bomFormat: "SPDX" }, bills[1]] }), [
    "the bill of npm/one@1.0.0 is not in the format CycloneDX",
  ]);
});

test("each bill is written into a file that is named after its package", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "webwork-sbom-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = writeBills(folder, bills);
  assert.deepEqual(
    files,
    ["npm-one@1.0.0", "cargo-one@1.0.0"].map((name) => join(folder, `${name}.cdx.json`)),
  );
  assert.deepEqual(JSON.parse(readFileSync(files[1], "utf8")), bills[1]);
});
