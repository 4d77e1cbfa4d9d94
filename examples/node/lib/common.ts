// What the examples share: options, whom to talk to, errors and exit codes, progress.

import { type ParseArgsConfig, parseArgs, styleText } from "node:util";
import { InvalidArgumentError, WebWork, WebWorkError } from "webwork-sdk";
import { Sandbox } from "webwork-sdk/sandbox";
import { openSession } from "./account.ts";

const COMMON = {
  workspace: { type: "string" },
  seed: { type: "string", default: "1" },
  login: { type: "boolean", default: false },
  "rate-limit": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const COMMON_HELP = `
Whom it talks to:
  by default       the embedded sandbox: a company of 50 people, in memory
  WEBWORK_TOKEN    the real service, with this personal access token
  --login          the real service, with the account that the example "login" signed in
  WEBWORK_BASE_URL another server, such as http://127.0.0.1:7420/api/v2 (npx webwork-sandbox)

  --workspace ID   workspace (default: the only one that you have)
  --seed N         which company the embedded sandbox makes up (default: 1)
  --rate-limit N   requests a minute, or "off" (default: 60, as the API allows)
  -h, --help       this text
`;

export const EXIT = { failed: 1, usage: 2, interrupted: 130 } as const;

/** The options or the input are wrong, and nothing was sent. Exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T & typeof COMMON; allowPositionals: true }>
>;

/** Runs an example: `--help`, errors as one line, the exit code that `main` returns. */
export async function program<const T extends Options>(
  help: string,
  options: T,
  main: (parsed: Parsed<T>) => Promise<number>,
  { files = 0 } = {},
): Promise<void> {
  try {
    const parsed = parse(options);
    const { help: wanted }: { help?: unknown } = parsed.values;
    if (wanted) return console.log(`${help.trim()}\n${COMMON_HELP}`);
    if (parsed.positionals.length > files)
      throw new UsageError(`there is no place for "${parsed.positionals[files]}"`);
    process.exitCode = await main(parsed);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function parse<const T extends Options>(options: T): Parsed<T> {
  try {
    return parseArgs({ options: { ...options, ...COMMON }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

function report(error: unknown): number {
  if (error instanceof WebWorkError && error.code === "aborted") return EXIT.interrupted;
  const wrong = error instanceof UsageError || error instanceof InvalidArgumentError;
  if (!wrong && !(error instanceof WebWorkError) && !isSystemError(error)) throw error;
  console.error(`${paint("red", "error")} ${messageOf(error)}`);
  const hint = error instanceof WebWorkError ? HINTS[error.code] : undefined;
  if (hint) console.error(hint);
  if (error instanceof UsageError) console.error("--help lists the options.");
  return wrong ? EXIT.usage : EXIT.failed;
}

const HINTS: Partial<Record<WebWorkError["code"], string>> = {
  authentication: 'Is WEBWORK_TOKEN valid? With --login, run the example "login" again.',
  permission: "The owner or an executive manager of the workspace can do this.",
  connection: "Are you online? Is WEBWORK_BASE_URL right?",
};

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Such as a file that cannot be written: no bug of the program. */
const isSystemError = (error: unknown): boolean => error instanceof Error && "syscall" in error;

interface Connection {
  webwork: WebWork;
  /** Today, `YYYY-MM-DD`; the embedded sandbox has a day of its own. */
  today: string;
  /** The embedded sandbox, if it is that. */
  sandbox?: Sandbox;
}

/** A client for whom the options and the environment name. */
export async function connect(values: Parsed<Options>["values"]): Promise<Connection> {
  const { WEBWORK_TOKEN: token, WEBWORK_BASE_URL: baseUrl } = process.env;
  const rate = rateLimit(values["rate-limit"]);
  if (!token && !values.login) {
    if (baseUrl) throw new UsageError("WEBWORK_BASE_URL needs WEBWORK_TOKEN, or --login");
    const sandbox = new Sandbox({
      seed: integer("--seed", values.seed),
      now: Date.parse("2026-02-02T09:00:00Z"),
      speed: 1,
      rateLimit: false,
    });
    say(
      rate === undefined
        ? "Talking to the embedded sandbox: 60 requests a second here, not a minute."
        : "Talking to the embedded sandbox.",
    );
    const webwork = new WebWork({
      token: sandbox.token,
      fetch: sandbox.fetch,
      workspaceId: values.workspace ? integer("--workspace", values.workspace) : 1,
      rateLimit: rate ?? { requests: 60, per: 1_000 },
    });
    return { webwork, today: "2026-02-02", sandbox };
  }
  say(`Talking to ${baseUrl ?? "the real service"}.`);
  const webwork = new WebWork({
    token: token ?? openSession().token,
    baseUrl,
    rateLimit: rate,
  });
  const workspaceId = values.workspace
    ? integer("--workspace", values.workspace)
    : await onlyWorkspace(webwork);
  // The day where you are: the API documents no time zone.
  const today = new Date().toLocaleDateString("sv");
  return { webwork: webwork.withOptions({ workspaceId }), today };
}

async function onlyWorkspace(webwork: WebWork): Promise<number> {
  const workspaces = await webwork.workspaces.list().toArray();
  const [first] = workspaces;
  if (first && workspaces.length === 1) return first.id;
  const all = workspaces.map(({ id, workspace_name }) => `${id} (${workspace_name})`);
  throw new UsageError(`--workspace is needed, one of ${all.join(", ") || "none that you have"}`);
}

function rateLimit(value: unknown): { requests: number; per: number } | false | undefined {
  if (value === undefined) return undefined;
  return value === "off" ? false : { requests: integer("--rate-limit", value), per: 60_000 };
}

/** An option as a number. */
export function integer(option: string, value: unknown): number {
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value))
    throw new UsageError(`${option} is a whole number, not "${value}"`);
  return Number(value);
}

/** Aborted by the first Ctrl-C, so that a program can finish what it is doing. The second one kills. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}

/** Prints a line for people. Standard output is for results. */
export const say = (line: string): void => console.error(paint("dim", line));

/** Colours for stderr, where that is a terminal that has them. */
export const paint = (format: "dim" | "green" | "red" | "yellow", text: string): string =>
  styleText(format, text, { stream: process.stderr });

/** Shows on stderr how far something is: a bar on a terminal, a line for each tenth elsewhere. */
export function progress(unit: string) {
  const { isTTY } = process.stderr;
  let shown = -1;
  return {
    update({ done, total = 0, etaMs = 0 }: { done: number; total?: number; etaMs?: number }): void {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      // 0 where the rate limit makes nothing wait: then nobody knows.
      const left = etaMs > 0 || done === total ? ` · ${duration(etaMs)} left` : "";
      const line = `${percent} % · ${done} of ${total} ${unit}${left}`;
      if (isTTY) {
        const full = Math.floor(percent / 5);
        const bar = paint("green", "█".repeat(full)) + paint("dim", "░".repeat(20 - full));
        process.stderr.write(`\r${bar} ${line}\x1b[K`);
      } else if (Math.floor(percent / 10) > shown) {
        shown = Math.floor(percent / 10);
        console.error(line);
      }
    },
    /** Takes the bar away. */
    end(): void {
      if (isTTY) process.stderr.write("\r\x1b[K");
    },
  };
}

/** Milliseconds as people say it. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Minutes as hours, such as `7:30`. */
export const hours = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, "0")}`;

/** Calendar days of `YYYY-MM-DD` strings; in UTC, where every day has 24 hours. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
