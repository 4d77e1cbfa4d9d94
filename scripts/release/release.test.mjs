// Every check of a release can fail, and says why.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { scriptWith } from "../../js-tests/support/inlined.mjs";
import { rules } from "../../js-tests/support/tarball.mjs";
import { differences, hashes } from "./builds.mjs";
import { provenanceProblems, workflowProblems } from "./provenance.mjs";
import { Report } from "./report.mjs";
import { changelogProblems, gitProblems, newestSection, versionProblems } from "./version.mjs";

test("a version that differs is reported with its place", () => {
  assert.deepEqual(versionProblems({ one: "1.0.0", two: "1.0.0" }), []);
  assert.deepEqual(versionProblems({ one: "1.0.0", two: "1.0.1", three: undefined }), [
    "two says 1.0.1, one says 1.0.0",
    "three says undefined, one says 1.0.0",
  ]);
});

test("the newest section of a changelog is its first", () => {
  const changelog =
    "# Changelog\n\nAll.\n\n## 0.2.0 (2026-02-03)\n\n- New.\n\n## 0.1.0 (2026-01-02)\n\n- Old.\n";
  assert.deepEqual(newestSection(changelog), {
    version: "0.2.0",
    date: "2026-02-03",
    text: "- New.",
  });
  assert.deepEqual(newestSection("# Changelog\n"), { version: "", date: "", text: "" });
});

test("a changelog needs text, and for a release a date", () => {
  assert.deepEqual(changelogProblems({ text: "- New.", date: "2026-02-03" }), {
    problems: [],
    later: [],
  });
  assert.equal(changelogProblems({ text: "", date: "2026-02-03" }).problems.length, 1);
  for (const date of ["unreleased", "", "2026-13-01", "soon 2026-02-03"])
    assert.equal(changelogProblems({ text: "- New.", date }).later.length, 1, date);
});

test("a release needs a clean tree and its own tag", () => {
  const good = { changed: "", tag: "v1.0.0", tagged: "a".repeat(40), head: "a".repeat(40) };
  assert.deepEqual(gitProblems(good), []);
  assert.match(gitProblems({ ...good, changed: " M README.md" })[0], /README\.md/);
  assert.match(gitProblems({ ...good, tagged: undefined })[0], /no tag v1\.0\.0/);
  assert.match(gitProblems({ ...good, tagged: "b".repeat(40) })[0], /v1\.0\.0 is on b{10}/);
});

test("provenance needs its settings, and for a release the repository of the workflow", () => {
  const url = "git+https://github.com/owner/name.git";
  const good = {
    publishConfig: { access: "public", provenance: true },
    license: "MIT",
    engines: {},
    repository: { url },
    homepage: url,
    bugs: url,
  };
  assert.deepEqual(provenanceProblems(good, "owner/name"), { problems: [], later: [] });
  assert.equal(
    provenanceProblems({ ...good, publishConfig: { access: "public" } }).problems.length,
    1,
  );
  assert.deepEqual(provenanceProblems({ ...good, engines: undefined }).problems, [
    "engines: not set",
  ]);
  assert.deepEqual(provenanceProblems({ ...good, repository: undefined }).later, [
    "repository: not set (needed for provenance)",
  ]);
  assert.equal(provenanceProblems(good, "someone/else").later.length, 1);
});

test("only a workflow with an identity token publishes", () => {
  assert.deepEqual(
    workflowProblems({ GITHUB_ACTIONS: "true", ACTIONS_ID_TOKEN_REQUEST_URL: "https://…" }),
    [],
  );
  assert.equal(workflowProblems({}).length, 1);
  assert.match(workflowProblems({ GITHUB_ACTIONS: "true" })[0], /id-token/);
});

/** A package that follows all rules, with some files and manifest fields replaced. */
function packed(replaced = {}, fields = {}) {
  const wasm = (name) =>
    Buffer.from(`\0asm, the wasm of ${name}, ${"with much in it, ".repeat(9)}`);
  const raw = wasm("sdk");
  const contents = {
    "package.json": "{}",
    "README.md": "",
    "THIRD-PARTY.md": "",
    "LICENSE-MIT": "",
    "LICENSE-APACHE": "",
    "dist/index.js": scriptWith(raw),
    "dist/sandbox.js": 'import { a } from "./chunk-A.js";',
    "dist/sandbox-cli.js": 'import { a } from "./chunk-A.js";\nimport "node:fs";',
    "dist/chunk-A.js": scriptWith(wasm("sandbox")),
    "dist/webwork.wasm": raw,
    "dist/types/index.d.ts": "",
    ...replaced,
  };
  const files = Object.keys(contents).filter((file) => contents[file] !== undefined);
  return {
    files,
    read: (file) => Buffer.from(contents[file]),
    manifest: { exports: { ".": "./dist/index.js" }, ...fields },
    machine: ["/nobody/builds"],
    raw,
  };
}

/** The rules that a package breaks. */
const broken = (pack) =>
  rules.filter(({ problems }) => problems(pack).length > 0).map(({ promise }) => promise);

test("a correct package breaks no rule", () => {
  assert.deepEqual(broken(packed()), []);
});

const only = "the tarball lists only what a user needs";
const alone = "the package has no dependencies and runs no scripts on install";
const same = "the wasm is there once as a file and once inside the script, with the same bytes";
const single = "no script holds two wasms, and the sandbox shares one of its own with its server";
const browsers = "nothing that browsers import needs a module of Node.js";
const machine = "no path of the machine that built it is in the package";
const { raw } = packed();
const sdk = packed().read("dist/index.js");
const withPath = scriptWith(Buffer.concat([raw, Buffer.from("/home/me/x.rs ")]));

for (const [title, pack, expected] of [
  ["an extra file", packed({ "dist/notes.txt": "" }), [only]],
  ["sources", packed({ "src/index.ts": "" }), [only]],
  ["no notice of third-party code", packed({ "THIRD-PARTY.md": undefined }), [only]],
  ["a large file", packed({ "README.md": "a".repeat(1_100_000) }), ["no file is large"]],
  [
    "an export without a file",
    packed({}, { exports: { "./x": { default: "./dist/x.js" } } }),
    ["every file that the manifest names is there"],
  ],
  ["a dependency", packed({}, { dependencies: { a: "1" } }), [alone]],
  ["a peer dependency", packed({}, { peerDependencies: {} }), [alone]],
  ["an install script", packed({}, { scripts: { postinstall: "node x" } }), [alone]],
  ["a wasm file of a different build", packed({ "dist/webwork.wasm": "\0asm other" }), [same]],
  ["a second wasm file", packed({ "dist/types/copy.d.ts": raw }), [same]],
  ["a script without its wasm", packed({ "dist/index.js": "" }), [same, single]],
  [
    "a second script with the wasm",
    packed({ "dist/slim.js": packed().read("dist/index.js") }),
    [same, single],
  ],
  ["a path in a script", packed({ "dist/slim.js": "// /home/me/sdk" }), [machine]],
  [
    "a folder of this machine in the types",
    packed({ "dist/types/a.d.ts": "// /nobody/builds/here" }),
    [machine],
  ],
  ["a path in a wasm inside a script", packed({ "dist/chunk-A.js": withPath }), [machine]],
  [
    "a server with a wasm of its own",
    packed({ "dist/sandbox-cli.js": packed().read("dist/chunk-A.js") }),
    [single],
  ],
  [
    "a module of Node.js in a script for browsers",
    packed({ "dist/index.js": `import "./chunk-A.js";\nimport { a } from "node:fs";\n${sdk}` }),
    [browsers],
  ],
]) {
  test(`a package with ${title} breaks: ${expected.join("; ")}`, () =>
    assert.deepEqual(broken(pack), expected));
}

test("files that differ between builds are named, also if one has an extra file", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "webwork-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of [
    ["a/same", "1"],
    ["b/same", "1"],
    ["a/other", "1"],
    ["b/other", "2"],
    ["b/more", ""],
  ]) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const files = ["same", "other", "more"];
  const [a, b] = ["a", "b"].map((name) => hashes(join(folder, name), files));
  assert.deepEqual(differences(a, b), ["more", "other"]);
  assert.deepEqual(differences(a, a), []);
});

test("a report continues after a failure, and findings for a release fail only a release", async (t) => {
  const before = process.exitCode;
  t.after(() => {
    process.exitCode = before;
  });
  const results = [];
  for (const real of [false, true]) {
    const lines = [];
    const report = new Report({ real, print: (line) => lines.push(line) });
    await report.check("breaks", () => Promise.reject(new Error("why")));
    await report.check("late", () => ({ later: ["no date"] }));
    await report.check("good", () => ({}));
    report.end();
    results.push(lines.map((line) => line.trim()));
    assert.equal(report.failed, real ? 2 : 1);
    assert.equal(process.exitCode, 1);
  }
  const [dry, real] = results;
  assert.deepEqual(dry, [
    "failed  breaks",
    "why",
    "ok      late",
    "no date (fails a release)",
    "ok      good",
    "dry run: 1 failed",
  ]);
  assert.deepEqual(real, [
    "failed  breaks",
    "why",
    "failed  late",
    "no date",
    "ok      good",
    "release: 2 failed",
  ]);
});
