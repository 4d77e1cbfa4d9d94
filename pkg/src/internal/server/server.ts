// The HTTP server around a sandbox.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { SandboxMachine } from "../sandbox/machine.js";
import type { Arguments } from "./args.js";
import { codeOf, Failure, messageOf } from "./failure.js";
import { areaOf, bracketed, isPreflight, preflightHeaders, refusalOf } from "./guard.js";
import { bodyOf, MAX_BODY, requestOf, roleOf } from "./incoming.js";
import { type Line, Log } from "./log.js";
import { loadMachine, PREFIX } from "./machine.js";
import { sendPage } from "./page.js";
import { respond } from "./respond.js";
import type { StateFile } from "./state-file.js";

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:7420`. */
  readonly url: string;
  /** Bytes of an incomplete record that were dropped from the state. */
  readonly dropped: number;
  /** Resolves with why the server cannot go on, should that happen. */
  readonly failed: Promise<Failure>;
  /** Finishes what is under way, and ends. */
  close(): Promise<void>;
}

/** How long requests that are under way may take at the end, in ms. */
const GRACE = 2_000;
/** How often a running clock is looked at, in ms. */
const TICK = 1_000;

/** Starts a server. `onLine` gets each request when it is responded to. Rejects with a Failure. */
export async function startServer(
  args: Arguments,
  version: string,
  onLine: (line: Line) => void,
): Promise<RunningServer> {
  const { machine, file, dropped, failed } = await loadMachine(args, version);
  const log = new Log(onLine);
  const handler = new Handler(machine, args, log);
  const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, outgoing) => {
    void handler.handle(incoming, outgoing);
  });
  try {
    await listen(server, args);
  } catch (error) {
    await file?.close();
    throw error;
  }
  const clock = setInterval(() => {
    if ((machine.nextDue() ?? Number.POSITIVE_INFINITY) <= machine.now()) {
      // A failed write of the state ends the server by way of `failed`.
      machine.tick().catch(() => {});
    }
  }, TICK).unref();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : args.port;
  return {
    url: `http://${bracketed(args.host)}:${port}`,
    dropped,
    failed,
    async close() {
      clearInterval(clock);
      log.close();
      await stop(server);
      await end(machine, file);
    },
  };
}

function listen(server: Server, { host, port }: Arguments): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = codeOf(error);
      if (code === "EADDRINUSE") {
        reject(new Failure(`port ${port} is in use: choose another one, or --port 0 for any`));
      } else if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
        reject(new Failure(`${host} is not an address of this machine`));
      } else reject(new Failure(`cannot listen on ${host}, port ${port}: ${messageOf(error)}`));
    });
    server.listen(port, host, resolve);
  });
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  // A connection is idle when the request that was under way has its response.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const all = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(idle);
  clearTimeout(all);
}

/** Leaves one complete snapshot behind. */
async function end(machine: SandboxMachine, file: StateFile | undefined): Promise<void> {
  try {
    await file?.snapshot(machine.dump());
  } finally {
    await file?.close();
  }
}

class Handler {
  readonly #machine: SandboxMachine;
  readonly #args: Arguments;
  readonly #log: Log;

  constructor(machine: SandboxMachine, args: Arguments, log: Log) {
    this.#machine = machine;
    this.#args = args;
    this.#log = log;
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const begin = performance.now();
    const method = incoming.method ?? "GET";
    const url = urlOf(incoming);
    const path = url?.pathname ?? "/";
    let status: Line["status"];
    try {
      status = url
        ? await this.#respond(incoming, outgoing, url)
        : refuse(outgoing, 400, "the URL is not valid");
    } catch (error) {
      if (incoming.complete) {
        status = outgoing.headersSent ? "reset" : refuse(outgoing, 500, messageOf(error));
      } else status = "aborted";
    }
    const ms = Math.round(performance.now() - begin);
    this.#log.add({ method, path, status, ms, role: roleOf(incoming, PREFIX) });
  }

  async #respond(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    url: URL,
  ): Promise<Line["status"]> {
    const area = areaOf(url.pathname);
    const { host, strictCors } = this.#args;
    if (area === "page" || area === "control") {
      const refusal = refusalOf(incoming, host);
      if (refusal !== undefined) return refuse(outgoing, 403, refusal);
    }
    if (area === "page" || url.pathname === EVENTS) {
      if (incoming.method !== "GET") return refuse(outgoing, 405, "only GET is allowed here");
      if (area === "page") return sendPage(outgoing);
      this.#log.follow(outgoing);
      return 200;
    }
    const isOpen = area === "api" && !strictCors;
    if (isOpen && isPreflight(incoming)) {
      outgoing.writeHead(204, preflightHeaders(incoming)).end();
      return 204;
    }
    const body = await bodyOf(incoming);
    if (!body) return refuse(outgoing, 413, `the body is greater than ${MAX_BODY} bytes`);
    const request = requestFrom(incoming, url, body);
    if (!request) return refuse(outgoing, 405, `${incoming.method} is not allowed`);
    const exchange = await this.#machine.exchange(request);
    const cors = isOpen && incoming.headers.origin !== undefined;
    return respond(exchange, outgoing, {
      ...(cors && { "access-control-allow-origin": "*" }),
      ...(area === "control" && { "cache-control": "no-store" }),
    });
  }
}

/** The requests as they come, as server-sent events: what the page shows. */
const EVENTS = "/__sandbox/events";

function urlOf({ url = "/" }: IncomingMessage): URL | undefined {
  // A path may begin with two slashes, which would be a host.
  const text = url.startsWith("/") ? `http://sandbox${url}` : url;
  return URL.canParse(text) ? new URL(text) : undefined;
}

function requestFrom(
  incoming: IncomingMessage,
  url: URL,
  body: Uint8Array<ArrayBuffer>,
): Request | undefined {
  try {
    return requestOf(incoming, url, body);
  } catch {
    // `fetch` knows no TRACE, TRACK and CONNECT.
    return undefined;
  }
}

function refuse(outgoing: ServerResponse, status: number, message: string): number {
  outgoing.writeHead(status, { "content-type": "application/json", connection: "close" });
  outgoing.end(JSON.stringify({ error: message }));
  return status;
}
