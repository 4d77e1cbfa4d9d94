// A temporary project that has the package as users get it: packed, installed and imported by name.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Makes the project with copies of some folders of js-tests. Removed when the process ends. */
export function makeProject(folders) {
  const { folder: project, tarball, files } = pack();
  const modules = join(project, "node_modules");
  unpack(tarball, join(modules, "webwork-sdk"));
  // The tools come from the workspace. The package under test must not.
  for (const scope of ["@sinonjs", "@types"]) mkdirSync(join(modules, scope));
  for (const name of [
    "ajv",
    "ajv-formats",
    "esbuild",
    "express",
    "fast-check",
    "hono",
    "ioredis",
    "iovalkey",
    "markdown-table",
    "node-fetch",
    "oauth4webapi",
    "oidc-provider",
    "playwright-core",
    "puppeteer-core",
    "redis",
    "sinon",
    "typescript",
    "typescript-api",
    "vue",
    "yaml",
    "@sinonjs/fake-timers",
    "@types/node",
    "undici-types",
  ]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  for (const folder of folders)
    cpSync(join(root, "js-tests", folder), join(project, folder), { recursive: true });
  cpSync(join(root, "contract"), join(project, "contract"), { recursive: true });
  return { project, files };
}

/** Packs a package into a temporary folder, which is removed when the process ends. */
export function pack(workspace = "pkg") {
  const folder = mkdtempSync(join(tmpdir(), "webwork-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const npm = ["pack", "--json", "--pack-destination", folder, "--workspace", workspace];
  const [packed] = JSON.parse(
    execFileSync("npm", npm, { cwd: root, stdio: ["ignore", "pipe", "ignore"] }),
  );
  return {
    folder,
    tarball: join(folder, packed.filename),
    files: packed.files.map((file) => file.path),
  };
}

/** Unpacks an npm tarball into a folder, in place of what is there. */
export function unpack(tarball, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1"]);
}
