// Bills of materials (CycloneDX): what is in each published package, and in each wasm.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../steps.mjs";

/** The bill of an unpacked npm package with its dependencies. */
export async function npmBill(folder) {
  return JSON.parse(await output("npm", ["sbom", "--sbom-format=cyclonedx"], folder));
}

/** The bills of two crates of a clone: the SDK's and the sandbox's. `program` is cargo-cyclonedx. */
export async function crateBills(clone, program) {
  const format = ["--format=json", "--spec-version=1.5", "--override-filename=bom"];
  const parts = ["--target=wasm32-unknown-unknown", "--no-build-deps"];
  await output(program, ["cyclonedx", "--quiet", ...format, ...parts], clone);
  return ["bom.json", "sandbox/bom.json"].map((file) =>
    JSON.parse(readFileSync(join(clone, file), "utf8")),
  );
}

async function output(program, args, cwd) {
  const { code, text } = await run(program, args, { cwd });
  if (code !== 0) throw new Error(`${program} ${args[0]} failed: ${text.trim()}`);
  return text;
}

/** What a bill describes: `npm/webwork-sdk@0.1.0`. */
export function subjectOf(bill) {
  return /^pkg:([^?]*)/.exec(bill.metadata?.component?.purl)?.[1];
}

/** What is missing in bills that must list these parts, `name version`, between them. */
export function billProblems(bills, { subjects, parts }) {
  const described = bills.map(subjectOf);
  const listed = bills
    .flatMap(({ components = [] }) => components)
    .map(({ name, version }) => `${name} ${version}`);
  return [
    ...bills
      .filter(({ bomFormat }) => bomFormat !== "CycloneDX")
      .map((bill) => `the bill of ${subjectOf(bill)} is not in the format CycloneDX`),
    ...subjects
      .filter((subject) => !described.includes(subject))
      .map((subject) => `there is no bill of ${subject}`),
    ...parts.filter((part) => !listed.includes(part)).map((part) => `no bill lists ${part}`),
  ];
}

/** Writes each bill into a file of its own, and returns the paths. */
export function writeBills(folder, bills) {
  mkdirSync(folder, { recursive: true });
  return bills.map((bill) => {
    const file = join(folder, `${subjectOf(bill).replace("/", "-")}.cdx.json`);
    writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
    return file;
  });
}
