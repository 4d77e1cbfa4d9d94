// The requests, one line each: for the terminal and for the page.

import type { ServerResponse } from "node:http";

/** A request that was responded to. */
export interface Line {
  method: string;
  /** Without the query, which may hold secrets. */
  path: string;
  /** The status, or the fault; "aborted" where the client left before it had sent everything. */
  status: number | "reset" | "stall" | "aborted";
  ms: number;
  /** The role of the token, with its namespace; "-" without a token, "other" for an unknown one. */
  role: string;
}

/** How many lines a page gets at once. */
const KEPT = 50;

export class Log {
  readonly #onLine: (line: Line) => void;
  readonly #followers = new Set<ServerResponse>();
  readonly #lines: Line[] = [];

  constructor(onLine: (line: Line) => void) {
    this.#onLine = onLine;
  }

  add(line: Line): void {
    this.#onLine(line);
    // The page's own requests would fill the log that it shows.
    if (line.path === "/" || line.path.startsWith("/__sandbox")) return;
    this.#lines.push(line);
    if (this.#lines.length > KEPT) this.#lines.shift();
    for (const follower of this.#followers) follower.write(eventOf(line));
  }

  /** Sends the last lines and all that come, as server-sent events. */
  follow(outgoing: ServerResponse): void {
    outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    outgoing.write(`retry: 1000\n\n${this.#lines.map(eventOf).join("")}`);
    this.#followers.add(outgoing);
    outgoing.once("close", () => this.#followers.delete(outgoing));
  }

  close(): void {
    for (const follower of this.#followers) follower.end();
  }
}

/** A line for the terminal. */
export function textOf({ method, path, status, ms, role }: Line): string {
  return `${method} ${path} ${status} ${ms} ms ${role}`;
}

function eventOf(line: Line): string {
  return `data: ${JSON.stringify(line)}\n\n`;
}
