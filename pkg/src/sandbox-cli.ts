#!/usr/bin/env node
// The command webwork-sandbox.

import process from "node:process";
import { version } from "./internal/generated/operations.js";
import { HELP, readArguments } from "./internal/server/args.js";
import { Failure } from "./internal/server/failure.js";
import { textOf } from "./internal/server/log.js";
import { startServer } from "./internal/server/server.js";

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args === "help") return void process.stdout.write(HELP);
  if (args === "version") return void process.stdout.write(`${version}\n`);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  // Whoever reads the output may stop reading it.
  process.stdout.on("error", () => {});
  const server = await startServer(args, version, (line) => {
    if (!args.quiet) print(textOf(line));
  });
  // First: whoever reads that it listens may stop it at once.
  let stopping = false;
  const stop = (): void => {
    // Whoever asks twice does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    server.close().then(() => process.exit(0), fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  print(`Listening on ${server.url}`);
  if (server.dropped > 0) {
    console.error(
      `The last change was not written completely (${server.dropped} bytes): dropped. It had not been responded to.`,
    );
  }
  if (!args.quiet) {
    print(`Base URL ${server.url}/api/v2, token sandbox-owner, start page ${server.url}/`);
  }
  // Its responses would promise what is not on the disk.
  server.failed.then(fail);
}

function fail(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  console.error(`webwork-sandbox: ${error.message}`);
  if (error.exitCode === 2) console.error("Try webwork-sandbox --help.");
  process.exit(error.exitCode);
}

main().catch(fail);
