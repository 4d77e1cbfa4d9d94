// Reads webhook deliveries. The vendor documents neither their body nor their headers nor how the token
// is presented, so nothing of that is assumed here.

import { AuthenticationError, DecodeError } from "../errors/api.js";
import { check, failed, refuseUnknown } from "../errors/entries.js";
import type { WebhookEvent as Name } from "../generated/models.js";
import { sha256, utf8 } from "../oauth/hash.js";
import { OPERATION, readBytes, type WebhookInput } from "./read.js";

/** The documented events. More are announced. */
export const WEBHOOK_EVENTS: readonly Name[] = [
  "tracker.started",
  "tracker.stopped",
  "member.invited",
  "member.updated",
  "member.deleted",
  "member.activated",
  "member.archived",
  "project.created",
  "project.updated",
  "project.deleted",
];

/** What came with one event. */
export interface DeliveryOf<Type extends string | undefined> {
  /**
   * What happened. Found by its value, for the docs do not say which member names it; `undefined` where
   * no member does.
   */
  type: Type;
  /** The body, parsed. Its shape is not documented: look before you use a member. */
  body: unknown;
  /**
   * SHA-256 of the raw body, in hexadecimal: equal for a delivery that comes again with the same
   * content. No id of deliveries is documented.
   */
  hash: string;
}

/** A webhook delivery: of one of the documented events, or of any other. */
export type WebhookDelivery =
  | { [Type in Name]: DeliveryOf<Type> }[Name]
  | DeliveryOf<string & {}>
  | DeliveryOf<undefined>;

/** How a delivery is checked. */
export interface WebhookOptions {
  /** The webhook's token, or several while you change it. Needs `received`. */
  token?: string | readonly string[];
  /**
   * What the sender presented as its token, from wherever it stands: that is not documented. Missing in
   * a delivery (null or undefined): the delivery is refused.
   */
  received?: string | null | undefined;
  /** Bytes that a body may have. Default: 1,048,576. */
  maxBytes?: number | undefined;
}

/**
 * Reads a webhook delivery: its raw body as a string or bytes, a `Request`, or Node's `IncomingMessage`.
 *
 * @throws AuthenticationError where `received` is none of the tokens; DecodeError where the body is too
 * large or not JSON; InvalidArgumentError where it was parsed or read before, or where options are wrong.
 */
export async function parseWebhook(
  input: WebhookInput,
  options: WebhookOptions = {},
): Promise<WebhookDelivery> {
  const { maxBytes = 1_048_576, token: _, received: __, ...unknown } = options;
  refuseUnknown(OPERATION, unknown);
  const isSize = Number.isSafeInteger(maxBytes) && maxBytes > 0;
  check(OPERATION, "maxBytes", maxBytes, isSize, "an integer from 1");
  if ("token" in options || "received" in options) await checkToken(options);
  const bytes = await readBytes(input, maxBytes);
  const digest = await sha256(bytes);
  const body = parse(bytes);
  return { type: typeOf(body), body, hash: hexOf(digest) };
}

/** Refuses a sender that does not know a token. Digests are of one length, and tell nothing of the token. */
async function checkToken({ token, received }: WebhookOptions): Promise<void> {
  const tokens = typeof token === "string" ? [token] : token;
  // A forgotten environment variable must not let everybody in.
  const isGood =
    Array.isArray(tokens) && tokens.length > 0 && tokens.every((one) => one && isString(one));
  check(OPERATION, "token", token, isGood, "a non-empty string or an array of such");
  const presented = await sha256(utf8(received ?? ""));
  let known = false;
  for (const one of tokens) {
    const expected = await sha256(utf8(one));
    const difference = expected.reduce((sum, byte, at) => sum | (byte ^ (presented[at] ?? 0)), 0);
    known = difference === 0 || known;
  }
  if (!known)
    throw failed(AuthenticationError, OPERATION, "what the sender presented is none of the tokens");
}

const isString = (value: unknown): value is string => typeof value === "string";

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw failed(DecodeError, OPERATION, "the body is not JSON");
  }
}

/** The documented event that a member names; else what a member called like this names. */
function typeOf(body: unknown): Name | (string & {}) | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { event, event_type, type } = body as Record<string, unknown>;
  const documented: readonly unknown[] = WEBHOOK_EVENTS;
  return (
    Object.values(body)
      .filter(isString)
      .find((one) => documented.includes(one)) ??
    [event, event_type, type].filter(isString).find((one) => /^[a-z_]+(\.[a-z_]+)+$/.test(one))
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
