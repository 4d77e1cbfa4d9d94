// Receives webhooks: responds at once, works afterwards, and drops what it has seen. On the embedded
// sandbox it makes some events happen, so that there is something to receive.

import { appendFile, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { WebWorkError } from "webwork-sdk";
import { parseWebhook, type WebhookDelivery } from "webwork-sdk/webhooks";
import { connect, integer, messageOf, onInterrupt, paint, program, say } from "./lib/common.ts";

const HELP = `
webhook-receiver: a server for webhooks

  npm run example -- webhook-receiver [--port N] [--inbox FILE] [--header NAME]

  --port N         port on the loopback interface (default: 8787)
  --inbox FILE     where deliveries are kept, one a line (default: deliveries.jsonl)
  --header NAME    the header that has the token (default: x-webhook-token)

  WEBWORK_WEBHOOK_TOKEN  token of the webhook; with it, deliveries without it are refused

Without WEBWORK_TOKEN the sandbox registers this server and makes a few events happen. For the real service,
put it behind a public https address, and register that with webwork.webhooks.create.
Ctrl-C ends it. Exit codes: 0 ended, 1 failed, 2 wrong options.
`;

await program(
  HELP,
  {
    port: { type: "string", default: "8787" },
    inbox: { type: "string", default: "deliveries.jsonl" },
    header: { type: "string", default: "x-webhook-token" },
  },
  async ({ values }) => {
    const signal = onInterrupt();
    const seen = await hashesOf(values.inbox);
    let working = Promise.resolve();
    let token = process.env.WEBWORK_WEBHOOK_TOKEN;

    async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
      if (request.method !== "POST") return void response.writeHead(405, { allow: "POST" }).end();
      let delivery: WebhookDelivery;
      try {
        const received = request.headers[values.header];
        delivery = await parseWebhook(
          request,
          token === undefined ? {} : { token, received: String(received ?? "") },
        );
      } catch (error) {
        const refused = error instanceof WebWorkError && error.code === "authentication";
        console.error(`${paint("red", "refused")}  ${messageOf(error)}`);
        return void response.writeHead(refused ? 401 : 400).end();
      }
      const { hash, type, body } = delivery;
      const isNew = !seen.has(hash);
      if (isNew) {
        seen.add(hash);
        // Kept before the 2xx: what was acknowledged is there after a crash. If that fails, it shall come again.
        // The line break comes first: what a crash has torn before it stays a line of its own.
        await appendFile(values.inbox, `\n${JSON.stringify({ hash, type, body })}`, {
          mode: 0o600,
        }).catch((error) => {
          seen.delete(hash);
          throw error;
        });
      }
      // Now, and not when the work is done: how long the sender waits is not documented.
      response.writeHead(204).end();
      if (!isNew) return say(`again    ${hash.slice(0, 12)}  ${type ?? "unknown"}`);
      // One after another, in the order of arrival.
      working = working.then(() => work(delivery)).catch((error) => console.error(error));
    }

    const server = createServer((request, response) => {
      receive(request, response).catch((error) => {
        // The disk is full, for instance: the sender shall try again.
        console.error(messageOf(error));
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    const url = await listen(server, integer("--port", values.port));
    console.log(`Listening on ${url}`);
    if (!process.env.WEBWORK_TOKEN && !values.login) await makeEvents(url);
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    server.close();
    server.closeAllConnections();
    await working;
    return 0;

    /** Registers this server with the embedded sandbox, and does what webhooks tell about. */
    async function makeEvents(url: string): Promise<void> {
      const { webwork } = await connect(values);
      const { data } = await webwork.webhooks.create({
        url,
        events: ["project.created", "tracker.started", "tracker.stopped"],
      });
      ({ token } = data);
      await webwork.projects.create({ name: "Webhooks" });
      await webwork.timeTracking.start({ user_id: 200 });
      await webwork.timeTracking.stop({ user_id: 200 });
    }
  },
);

/** What your program does with a delivery. Here it prints it. */
async function work({ type, body, hash }: WebhookDelivery): Promise<void> {
  console.log(`${paint("green", "received")} ${hash.slice(0, 12)}  ${type ?? "unknown"}`);
  // The body is not documented. Take it for a hint, and fetch what it is about with the client.
  say(`         ${JSON.stringify(body)}`);
}

/** The hashes of what came in earlier runs. A line that a crash has torn counts for nothing. */
async function hashesOf(inbox: string): Promise<Set<string>> {
  const text = await readFile(inbox, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return new Set([...text.matchAll(/^\{"hash":"(\w+)".*\}$/gm)].map(([, hash = ""]) => hash));
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(`http://127.0.0.1:${address.port}/`);
    });
  });
}
