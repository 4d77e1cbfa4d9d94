// Running commands step by step, with progress for people and one clear line when something is missing.

import { spawn } from "node:child_process";

export const root = new URL("..", import.meta.url).pathname;

/** Ends with one line that says what to do. */
export function stop(line) {
  console.error(line);
  process.exit(1);
}

/**
 * Runs a command and resolves to its exit code and output. Output is shown as it comes with
 * `show`, else only when the command fails.
 */
export function run(command, args, { show = false, env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        if (show) process.stdout.write(text);
      });
    }
    child.on("error", (error) => resolve({ code: -1, output: output + error.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}

/** Runs a command under a heading; stops the script when it fails. */
export async function step(title, command, args, options) {
  const start = performance.now();
  process.stdout.write(`${title} …${options?.show ? "\n" : ""}`);
  const { code, output } = await run(command, args, options);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) {
    console.log(" failed");
    if (!options?.show) console.error(output);
    stop(`${title}: ${command} ended with ${code}`);
  }
  console.log(options?.show ? `${title}: done in ${seconds} s` : ` ${seconds} s`);
  return output;
}

/** The output of a command, or undefined where it cannot be run. */
export async function ask(command, args) {
  const { code, output } = await run(command, args);
  return code === 0 ? output.trim() : undefined;
}
