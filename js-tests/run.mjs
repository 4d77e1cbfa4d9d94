// Runs the tests against the package as users get it: packed, unpacked into a project of its own,
// and imported by name. Usage: node js-tests/run.mjs [name of a test file …]

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "webwork-"));
process.on("exit", () => rmSync(project, { recursive: true, force: true }));

const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", project, "--workspace", "pkg"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] }));
const modules = join(project, "node_modules");
mkdirSync(join(modules, "webwork-sdk"), { recursive: true });
execFileSync("tar", ["-xzf", join(project, packed.filename), "-C", join(modules, "webwork-sdk"), "--strip-components=1"]);
// The tools come from the workspace; the package under test must not.
for (const name of ["esbuild", "playwright-core", "typescript", "typescript-api", "vite", "yaml"]) {
  symlinkSync(join(root, "node_modules", name), join(modules, name));
}
mkdirSync(join(modules, "@types"));
symlinkSync(join(root, "node_modules/@types/node"), join(modules, "@types/node"));
symlinkSync(join(root, "node_modules/undici-types"), join(modules, "undici-types"));
for (const folder of ["tests", "support", "types"]) cpSync(join(root, "js-tests", folder), join(project, folder), { recursive: true });
cpSync(join(root, "contract"), join(project, "contract"), { recursive: true });

const wanted = process.argv.slice(2);
const files = readdirSync(join(project, "tests"))
  .filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .map((name) => join("tests", name));
const child = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-timeout=120000", ...files], {
  cwd: project,
  stdio: "inherit",
  env: { ...process.env, WEBWORK_TARBALL: join(project, packed.filename), WEBWORK_PACKED_FILES: JSON.stringify(packed.files.map((file) => file.path)) },
});
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
