// The configuration of GitHub agrees with the project it works on.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { groups } from "./checks.mjs";
import { filesIn } from "./files.mjs";
import { requiredVersions } from "./setup.mjs";
import { root } from "./steps.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const folder = ".github/workflows";
const { scripts } = JSON.parse(read("package.json"));
const { rust } = requiredVersions();

/** The commands of a job, once for each value of its matrix. */
function commandsOf({ steps = [], strategy }) {
  const commands = steps.flatMap(({ run }) => run ?? []);
  const values = strategy?.matrix.script ?? [""];
  return values.flatMap((value) =>
    commands.map((command) => command.replace(/\$\{\{ matrix\.script \}\}/g, value)),
  );
}

for (const name of readdirSync(join(root, folder))) {
  const text = read(`${folder}/${name}`);
  const { permissions, jobs } = parse(text);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  test(`${name} runs nothing but scripts of package.json and what installs Rust`, () => {
    for (const command of Object.values(jobs).flatMap(commandsOf)) {
      if (command.startsWith("rustup ")) continue;
      const [, script] = /^npm (?:run )?([a-z:]+)(?: -- --dry-run)?$/.exec(command) ?? [];
      assert.ok(scripts[script], command);
    }
  });

  test(`${name} uses only actions of GitHub, each pinned to a major version, and may only read`, () => {
    for (const { uses } of steps.filter((step) => step.uses))
      assert.match(uses, /^actions\/[a-z-]+@v\d+$/);
    assert.deepEqual(permissions, { contents: "read" });
    const more = Object.entries(jobs).filter(([, job]) => job.permissions);
    assert.deepEqual(
      more.map(([job, { permissions }]) => [job, permissions]),
      name === "release.yml" ? [["publish", { contents: "read", "id-token": "write" }]] : [],
    );
  });

  test(`${name} uses the Rust version of Cargo.toml`, () => {
    const versions = [...text.matchAll(/(?:rust:|rustup \w+ \w+ |rustup default )(\d[\d.]*)/g)];
    assert.ok(versions.length > 0);
    for (const [found, version] of versions) assert.equal(version, rust, found);
  });
}

test("CI has a job for every group of checks", () => {
  const { jobs } = parse(read(`${folder}/ci.yml`));
  const run = Object.values(jobs).flatMap(commandsOf);
  for (const group of Object.keys(groups)) {
    const script = scripts[`test:${group}`] ? `test:${group}` : group;
    assert.ok(run.includes(`npm run ${script}`), script);
  }
});

test("Dependabot updates every lockfile and the actions", () => {
  const { updates } = parse(read(".github/dependabot.yml"));
  const covered = updates.flatMap((update) =>
    (update.directories ?? [update.directory]).map(
      (directory) => `${update["package-ecosystem"]} ${directory}`,
    ),
  );
  const folders = filesIn(".")
    .filter((file) => /(package-lock\.json|Cargo\.lock)$/.test(file))
    .map((file) => `${file.endsWith("Cargo.lock") ? "cargo" : "npm"} ${join("/", dirname(file))}`);
  assert.deepEqual(covered.sort(), [...folders, "github-actions /"].sort());
});
