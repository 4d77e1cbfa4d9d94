// Running programs step by step, with progress on the terminal and one clear line when a step fails.

import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether a person is watching. Programs then draw their own progress. */
export const watched = process.stderr.isTTY === true;

// A shell that was open before rustup was installed does not have it in PATH.
process.env.PATH += delimiter + join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");

/** Ends the process with one line that says what to do. */
export function stop(line) {
  console.error(line);
  process.exit(1);
}

/**
 * Runs a program and resolves to its exit code and its output. `output`: "kept" returns it only,
 * "shown" prints it as well, "direct" gives the program the terminal and returns nothing.
 */
export function run(program, args, { output = "kept", env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: output === "direct" ? "inherit" : ["ignore", "pipe", "pipe"],
      // On Windows npm is a .cmd file, which only a shell can start.
      shell: process.platform === "win32" && program === "npm",
    });
    let text = "";
    for (const [stream, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream?.setEncoding("utf8").on("data", (part) => {
        text += part;
        if (output === "shown") to.write(part);
      });
    }
    child.on("error", (error) => resolve({ code: -1, text: `${text}${error.message}\n` }));
    child.on("close", (code) => resolve({ code: code ?? -1, text }));
  });
}

/** Runs a program, prints the title and the time it took, and ends the process if it fails. */
export async function step(title, program, args, options) {
  const start = performance.now();
  console.log(`${title} …`);
  const { code, text } = await run(program, args, options);
  if (code !== 0) stop(`${text}${title}: "${program} ${args.join(" ")}" failed`);
  console.log(`${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** What a program prints, or undefined if it fails or does not exist. */
export async function ask(program, args) {
  const { code, text } = await run(program, args);
  return code === 0 ? text.trim() : undefined;
}
