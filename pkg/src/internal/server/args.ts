// The command line of webwork-sandbox.

import { parseArgs } from "node:util";
import { Failure, messageOf } from "./failure.js";

/** What the command line asks for. */
export interface Arguments {
  port: number;
  host: string;
  state: string | undefined;
  seed: number | undefined;
  /** Milliseconds since 1970. */
  now: number | undefined;
  /** Whether browsers of other origins are refused. */
  strictCors: boolean;
  quiet: boolean;
}

/** A port that no well-known program uses. */
const DEFAULT_PORT = 7420;
const LATEST = 253_402_300_799_999;

export const HELP = `webwork-sandbox: a WebWork API in memory, for development and tests

Usage: npx webwork-sandbox [options]

  --port N         port to listen on; 0 takes any free one (default: ${DEFAULT_PORT})
  --host ADDRESS   address to listen on (default: 127.0.0.1)
  --state FILE     keep the data in this file; without it, data ends with the process
  --seed N         start with a company of 50 people made from this number
  --now TIME       start the clock at this time, such as 2026-01-29T12:00:00Z; it then
                   stands still until it is advanced, and there is no rate limit
  --cors MODE      vendor: any origin may call the API (default)
                   strict: no CORS headers, so browsers refuse other origins
  --quiet          print the URL only
  --help           print this help
  --version        print the version

The first line on standard output is "Listening on <URL>".
Exit codes: 0 stopped by a signal, 1 failed, 2 wrong options.
`;

/** Reads the arguments; "help" or "version" where only that is asked for. Throws a Failure. */
export function readArguments(args: string[]): Arguments | "help" | "version" {
  const values = parse(args);
  if (values.help) return "help";
  if (values.version) return "version";
  const cors = values.cors ?? "vendor";
  if (cors !== "vendor" && cors !== "strict") wrong("--cors", cors, "vendor or strict");
  if (values.host === "") wrong("--host", "", "an address");
  if (values.state === "") wrong("--state", "", "the path of a file");
  return {
    port: integer("--port", values.port, 65_535) ?? DEFAULT_PORT,
    host: values.host ?? "127.0.0.1",
    state: values.state,
    seed: integer("--seed", values.seed, 2 ** 32 - 1),
    now: instant(values.now),
    strictCors: cors === "strict",
    quiet: values.quiet ?? false,
  };
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        state: { type: "string" },
        seed: { type: "string" },
        now: { type: "string" },
        cors: { type: "string" },
        quiet: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
    return values;
  } catch (error) {
    throw new Failure(messageOf(error), 2);
  }
}

function wrong(option: string, value: string, allowed: string): never {
  throw new Failure(`${option} must be ${allowed}, not ${JSON.stringify(value)}`, 2);
}

function integer(option: string, value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  return number <= most ? number : wrong(option, value, `an integer from 0 to ${most}`);
}

function instant(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  // Without a zone it would mean another instant on each machine.
  const known = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(value);
  const ms = known ? Date.parse(value) : Number.NaN;
  if (ms >= 0 && ms <= LATEST) return ms;
  return wrong("--now", value, "a date, or a date and time with zone as in 2026-01-29T12:00:00Z");
}
