// npm run release [-- --dry-run]: checks everything that must be true of a release and prints one line
// for each check. A failure does not stop the other checks. If none failed, it publishes, but only from
// the workflow that npm trusts. See docs/releasing.md.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { pack, unpack } from "../js-tests/project.mjs";
import { choose } from "../js-tests/runtimes/environments.mjs";
import { rules } from "../js-tests/support/tarball.mjs";
import { cargoDenyFindings, npmAuditFindings } from "./release/advisories.mjs";
import { buildClone, differences, hashes } from "./release/builds.mjs";
import { aliasProblems, entryProblems } from "./release/entries.mjs";
import { provenanceProblems, workflowProblems } from "./release/provenance.mjs";
import { Report } from "./release/report.mjs";
import { billProblems, crateBills, npmBill, writeBills } from "./release/sbom.mjs";
import { cargoTool } from "./release/tools.mjs";
import {
  changelogProblems,
  gitProblems,
  newestSection,
  versionProblems,
} from "./release/version.mjs";
import { setup } from "./setup.mjs";
import { ask, root, run, stop } from "./steps.mjs";

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const temporary = mkdtempSync(join(tmpdir(), "webwork-release-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

await setup();
const { tarball, files } = pack();
const unpacked = join(temporary, "package");
unpack(tarball, unpacked);
const alias = pack("pkg-sandbox");
const unpackedAlias = join(temporary, "alias");
unpack(alias.tarball, unpackedAlias);
const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8"));
const section = newestSection(readFileSync(join(root, "CHANGELOG.md"), "utf8"));
const changed = await ask("git", ["status", "--porcelain"]);
const report = new Report({ real: !values["dry-run"] });
console.log();

await report.check("version", async () => {
  const { packages } = JSON.parse(
    await ask("cargo", ["metadata", "--no-deps", "--format-version=1"]),
  );
  const { WebWork } = await import(pathToFileURL(join(unpacked, "dist/index.js")));
  return {
    problems: versionProblems({
      "pkg/package.json": manifest.version,
      "package-lock.json": json("package-lock.json").packages.pkg.version,
      "pkg-sandbox/package.json": json("pkg-sandbox/package.json").version,
      "what pkg-sandbox depends on": json("pkg-sandbox/package.json").dependencies[manifest.name],
      "Cargo.toml": packages.find(({ name }) => name === "webwork-sdk").version,
      "WebWork.version": WebWork.version,
      "CHANGELOG.md": section.version,
    }),
    notes: [manifest.version],
  };
});

await report.check("changelog", () => changelogProblems(section));

await report.check("git", async () => {
  const tag = `v${manifest.version}`;
  const [head, tagged] = [
    await ask("git", ["rev-parse", "HEAD"]),
    await ask("git", ["rev-parse", "--quiet", "--verify", `${tag}^{commit}`]),
  ];
  return {
    later:
      head === undefined
        ? ["this is not a Git repository"]
        : gitProblems({ changed, tag, tagged, head }),
  };
});

await report.check("licences", () => command("cargo", ["xtask", "licences"]));

await report.check("sizes", async () => {
  const { code, text } = await run("cargo", ["xtask", "size"]);
  return { problems: code === 0 ? [] : ["an entry is over its budget"], notes: [text.trimEnd()] };
});

for (const { promise, problems } of rules) {
  const read = (file) => readFileSync(join(unpacked, file));
  await report.check(`tarball: ${promise}`, () => ({
    problems: problems({ files, read, manifest, machine: [root, homedir()] }),
  }));
}

await report.check("every entry can be imported", async () => ({
  problems: await entryProblems(unpacked, manifest),
}));

await report.check("webwork-sandbox has its command and nothing else", () => {
  mkdirSync(join(unpackedAlias, "node_modules"));
  symlinkSync(unpacked, join(unpackedAlias, "node_modules/webwork-sdk"), "junction");
  return aliasProblems({ folder: unpackedAlias, ...alias, version: manifest.version });
});

for (const what of [["licenses", "bans", "sources"], ["advisories"]]) {
  await report.check(`cargo deny: ${what.join(", ")}`, async () => {
    const args = ["--workspace", "--format=json", "check", ...what];
    return cargoDenyFindings(await run(await cargoTool("cargo-deny"), args));
  });
}
await report.check("npm audit", async () =>
  npmAuditFindings(await run("npm", ["audit", "--json", "--silent"])),
);

await report.check("provenance", () => provenanceProblems(manifest, process.env.GITHUB_REPOSITORY));
await report.check("workflow", () => ({ later: workflowProblems(process.env) }));

for (const { name } of choose(["publint", "attw"])) {
  await report.check(name, () => command(process.execPath, ["scripts/runtimes.mjs", name]));
}

const clones = [join(temporary, "a"), join(temporary, "one/that/lies/deeper")];
console.log("Building two clones …");
await report.check("reproducible: two builds in two folders give the same bytes", async () => {
  // In parallel: for long stretches a build keeps only one core busy.
  await Promise.all(clones.map((clone) => buildClone(root, clone)));
  const [first, second] = clones.map((clone) => hashes(join(clone, "pkg"), files));
  const elsewhere = differences(first, second).map((file) => `${file} differs between the builds`);
  const here = differences(first, hashes(unpacked, files)).map(
    (file) => `${file} is not what is packed here`,
  );
  return {
    // Uncommitted changes are in what is packed here, but not in the clones.
    ...(changed ? { problems: elsewhere, later: here } : { problems: [...elsewhere, ...here] }),
    notes: [...first].map(([file, hash]) => `${hash}  ${file}`),
  };
});

await report.check("bills of materials", async () => {
  const bills = [
    await npmBill(unpacked),
    await npmBill(unpackedAlias),
    ...(await crateBills(clones[0], await cargoTool("cargo-cyclonedx"))),
  ];
  const { version } = manifest;
  const subjects = ["npm", "cargo"].flatMap((type) =>
    ["webwork-sdk", "webwork-sandbox"].map((name) => `${type}/${name}@${version}`),
  );
  // The crates that are linked into a wasm, as THIRD-PARTY.md has them.
  const linked = (await ask("cargo", ["xtask", "licences"])).matchAll(/^(\S+ \d\S*)/gm);
  return {
    problems: billProblems(bills, { subjects, parts: Array.from(linked, ([part]) => part) }),
    notes: writeBills(join(root, "target/sbom"), bills),
  };
});

report.end();
if (!values["dry-run"] && !report.failed) await publish();

/** Runs a command as a check. */
async function command(program, args) {
  const { code, text } = await run(program, args, { env: { RUST_BACKTRACE: "0" } });
  return { problems: code === 0 ? [] : [text.trim()] };
}

/** Publishes the very files that were checked. */
async function publish() {
  const tag = manifest.version.includes("-") ? ["--tag", "next"] : [];
  // The second depends on the first.
  for (const what of [tarball, alias.tarball]) {
    const { code } = await run(
      "npm",
      ["publish", what, "--provenance", "--access", "public", ...tag],
      { output: "direct" },
    );
    if (code !== 0) stop(`npm publish of ${what} failed`);
  }
}
