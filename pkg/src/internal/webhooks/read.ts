// The raw body of a delivery, whatever it comes in, up to a number of bytes.

import { DecodeError } from "../errors/api.js";
import { failed } from "../errors/entries.js";
import { InvalidArgumentError } from "../errors/issues.js";
import { utf8 } from "../oauth/hash.js";

/** Node's `IncomingMessage`, or anything else that gives a body in chunks. */
export interface IncomingBody extends AsyncIterable<Uint8Array | string> {
  /** What a body parser has left there. Used where it is raw: a string or bytes. */
  body?: unknown;
  /** Whether the body was read to its end before. */
  readableEnded?: boolean;
}

/** What a delivery comes in. */
export type WebhookInput = string | Uint8Array | Request | IncomingBody;

export const OPERATION = "parseWebhook";
const RAW =
  "input must be the raw body (a string, bytes, a Request or an IncomingMessage) that nothing has read or parsed before: a parsed body can neither be checked nor be compared, so keep body parsers away from this route (Express: express.raw({ type: () => true }))";

export async function readBytes(
  input: WebhookInput,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(input)) {
    const bytes = typeof chunk === "string" ? utf8(chunk) : chunk;
    length += bytes.length;
    if (length > maxBytes)
      throw failed(DecodeError, OPERATION, `the body has more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function chunksOf(
  input: WebhookInput,
): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> {
  const { body, bodyUsed, readableEnded } = Object(input) as Partial<Request & IncomingBody>;
  const isIncoming = Symbol.asyncIterator in Object(input);
  const raw = rawOf(input) ?? (isIncoming ? rawOf(body) : undefined);
  if (raw !== undefined) return [raw];
  if (!bodyUsed && !readableEnded) {
    if (isStream(body)) return streamed(body);
    if (bodyUsed === false && body === null) return [];
    if (isIncoming && body === undefined) return input as IncomingBody;
  }
  throw failed(InvalidArgumentError, OPERATION, RAW);
}

function rawOf(value: unknown): Uint8Array | string | undefined {
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}

function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return typeof Object(value).getReader === "function";
}

/** Not every browser iterates over streams. */
async function* streamed(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
