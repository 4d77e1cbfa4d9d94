// Runs the commands of shell blocks, as far as they are this project's own.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/steps.mjs";
import { home } from "../home.mjs";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const CLI = join(home, "node_modules/webwork-sdk/dist/sandbox-cli.js");

/** What is wrong with a line, or undefined. `undefined` too for comments. */
export async function tryCommand(t, line) {
  const [command] = line
    .trim()
    .replace(/^([A-Z_]+=\S+ )+/, "")
    .split(/ +#/);
  if (command === "") return undefined;
  if (command.startsWith("npm install webwork-sdk")) return undefined;
  const script = /^npm (?:run )?([\w:-]+)/.exec(command)?.[1];
  if (script) return scripts[script] ? undefined : `package.json has no script "${script}"`;
  if (command.startsWith("npx webwork-sandbox")) {
    await serve(t, command.split(" ").slice(2));
    return undefined;
  }
  if (command.startsWith("curl ")) {
    const { port } = new URL(await serve(t, []));
    execFileSync("sh", ["-c", `${command.replace("7420", port)} --fail --silent`]);
    return undefined;
  }
  return "it can be neither run nor checked: say why with a mark";
}

/** Starts the sandbox's server on a free port. Resolves to its URL. */
async function serve(t, args) {
  const all = args.filter((arg, at) => arg !== "--port" && args[at - 1] !== "--port");
  const child = spawn(process.execPath, [CLI, ...all, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [output] = await once(child.stdout, "data");
  return /Listening on (\S+)/.exec(output)[1];
}
