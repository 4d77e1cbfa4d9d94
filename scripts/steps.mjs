// Running programs step by step: progress for people, and one clear line when something is missing.

import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether somebody watches: then programs draw their own progress. */
export const watched = process.stderr.isTTY === true;

// A rustup that was installed a minute ago is not in the PATH of this shell yet.
process.env.PATH += delimiter + join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");

/** Ends with one line that says what to do. */
export function stop(line) {
  console.error(line);
  process.exit(1);
}

/**
 * Runs a program and resolves to its exit code and what it printed. `output`: "kept" shows nothing,
 * "shown" shows it too, as it comes; "direct" gives it the terminal and keeps nothing.
 */
export function run(program, args, { output = "kept", env = {}, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: output === "direct" ? "inherit" : ["ignore", "pipe", "pipe"],
      // npm is a .cmd there, which only a shell can start.
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

/** Runs a program under a title and says how long it took. Ends everything when it fails. */
export async function step(title, program, args, options) {
  const start = performance.now();
  console.log(`${title} …`);
  const { code, text } = await run(program, args, options);
  if (code !== 0) stop(`${text}${title}: "${program} ${args.join(" ")}" failed`);
  console.log(`${title}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** What a program printed, or undefined where it cannot be run. */
export async function ask(program, args) {
  const { code, text } = await run(program, args);
  return code === 0 ? text.trim() : undefined;
}
