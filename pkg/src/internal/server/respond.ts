// Responses on the socket: whole, late, slow, cut short, or none.

import type { ServerResponse } from "node:http";
import type { Exchange } from "../sandbox/machine.js";

/** Carries out an exchange. Resolves when nothing is left to do; to the status that was sent, or to the fault. */
export async function respond(
  { response, transport, latency }: Exchange,
  outgoing: ServerResponse,
  extra: Record<string, string>,
): Promise<number | "reset" | "stall"> {
  if (latency > 0) await delay(latency, outgoing);
  // The connection stays open until the client or the server closes it.
  if (transport?.kind === "stall") return "stall";
  if (!response) {
    outgoing.socket?.resetAndDestroy();
    return "reset";
  }
  const body = Buffer.from(await response.arrayBuffer());
  const headers = { ...Object.fromEntries(response.headers), ...extra };
  const hasBody = outgoing.req.method !== "HEAD" && ![204, 304].includes(response.status);
  outgoing.writeHead(response.status, {
    ...headers,
    ...(hasBody && { "content-length": body.length }),
  });
  if (!hasBody || !transport) outgoing.end(hasBody ? body : undefined);
  else if (transport.kind === "cutBody") cut(outgoing, body.subarray(0, transport.at));
  else if (transport.kind === "slowBody") await slow(outgoing, body, transport.ms);
  return response.status;
}

/** Sends less than was announced. */
function cut(outgoing: ServerResponse, part: Buffer): void {
  outgoing.flushHeaders();
  if (part.length > 0) outgoing.write(part);
  // What was written still goes out; the client sees the connection end.
  outgoing.socket?.destroySoon();
}

/** Sends the body in four pieces over the given time. */
async function slow(outgoing: ServerResponse, body: Buffer, ms: number): Promise<void> {
  const pieces = 4;
  const length = Math.ceil(body.length / pieces);
  outgoing.flushHeaders();
  for (let piece = 0; piece < pieces && !outgoing.destroyed; piece++) {
    await delay(ms / pieces, outgoing);
    outgoing.write(body.subarray(piece * length, (piece + 1) * length));
  }
  outgoing.end();
}

/** Waits; not longer than the connection lasts. */
function delay(ms: number, outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      outgoing.off("close", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    outgoing.once("close", done);
  });
}
