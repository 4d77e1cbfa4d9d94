// What a caller of fetch sees of an exchange: latency, broken and slow connections.

import type { Exchange } from "./machine.js";

/** The response, when and as far as it arrives. */
export async function carryOut(
  { response, transport, latency }: Exchange,
  signal: AbortSignal,
): Promise<Response> {
  if (latency > 0) await delay(latency, signal);
  if (transport?.kind === "stall") await new Promise<never>((_, reject) => onAbort(signal, reject));
  if (!response) {
    throw new TypeError("fetch failed", { cause: new Error("the sandbox reset the connection") });
  }
  if (transport?.kind === "cutBody") return cut(response, transport.at);
  if (transport?.kind === "slowBody") return slow(response, transport.ms, signal);
  return response;
}

function onAbort(signal: AbortSignal, reject: (reason: unknown) => void): void {
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** The response with the body that `source` makes of its bytes. */
async function withBody(
  response: Response,
  source: (bytes: Uint8Array) => UnderlyingDefaultSource<Uint8Array>,
): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Nothing is queued ahead: an error would drop what nobody has read yet.
  return new Response(new ReadableStream(source(bytes), { highWaterMark: 0 }), response);
}

function cut(response: Response, at: number): Promise<Response> {
  return withBody(response, (bytes) => {
    let rest = bytes.subarray(0, at);
    return {
      pull(controller) {
        if (rest.length === 0) controller.error(new TypeError("terminated"));
        else controller.enqueue(rest);
        rest = rest.subarray(rest.length);
      },
    };
  });
}

/** The body in four pieces over the given time. */
function slow(response: Response, ms: number, signal: AbortSignal): Promise<Response> {
  const pieces = 4;
  return withBody(response, (bytes) => {
    const length = Math.ceil(bytes.length / pieces);
    let rest = bytes;
    return {
      async pull(controller) {
        await delay(ms / pieces, signal);
        if (rest.length === 0) return controller.close();
        controller.enqueue(rest.subarray(0, length));
        rest = rest.subarray(length);
        if (rest.length === 0) controller.close();
      },
    };
  });
}
