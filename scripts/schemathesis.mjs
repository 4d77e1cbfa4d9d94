// npm run test:schemathesis: sends generated requests of the contract to the sandbox's server. No response may
// be a 5xx, or outside of the contract. Needs Python; without it the check fails in CI and is left out elsewhere.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { offerPackages } from "./programs.mjs";
import { ask, root, run, step, stop } from "./steps.mjs";

const SEED = 11;
const EXAMPLES = Number(process.env.SCHEMATHESIS_EXAMPLES ?? 20);
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

const requirements = join(root, "scripts/schemathesis.txt");
const folder = join(root, "target/schemathesis");
const programs = join(folder, process.platform === "win32" ? "Scripts" : "bin");

let python = await findPython();
if (!python) {
  await offerPackages(["python3-venv"]);
  python = await findPython();
}
if (!python) {
  const message = "schemathesis needs Python 3.10 or newer with the module venv: not run";
  if (process.env.CI) stop(message);
  console.log(`${message}. CI runs it.`);
  process.exit(0);
}
await install();
process.exitCode = await test();

async function findPython() {
  const probe = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
  for (const name of ["python3", "python"])
    if ((await ask(name, ["-c", probe])) !== undefined) return name;
  return undefined;
}

/** Installs what the requirements say, unless it is there. */
async function install() {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const stamp = join(folder, "webwork-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  await step("Making a Python environment", python, ["-m", "venv", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--requirement", requirements];
  await step("Installing schemathesis", join(programs, "python"), pip);
  writeFileSync(stamp, wanted);
}

/** Resolves to the exit code. */
async function test() {
  const args = [
    "pkg/dist/sandbox-cli.js",
    "--port",
    "0",
    "--quiet",
    "--now",
    "2026-01-29T12:00:00Z",
  ];
  const server = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await new Promise((resolve, reject) => {
      server.stdout.once("data", (text) => resolve(/http\S+/.exec(text)[0]));
      server.once("close", () => reject(new Error("the server ended")));
    });
    const options = {
      "--url": `${url}/api/v2`,
      "--header": "Authorization: Bearer sandbox-owner",
      "--checks": CHECKS.join(),
      "--phases": "examples,coverage,fuzzing",
      "--max-examples": EXAMPLES,
      "--seed": SEED,
      "--generation-database": "none",
      "--warnings": "off",
    };
    const { code } = await run(
      join(programs, "schemathesis"),
      ["run", join(root, "contract/openapi.yaml"), ...Object.entries(options).flat().map(String)],
      // It keeps what it found in its working folder.
      { output: "direct", cwd: folder },
    );
    return code;
  } finally {
    server.kill("SIGKILL");
  }
}
