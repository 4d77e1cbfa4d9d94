// Requests as the sandbox takes them.

import type { IncomingMessage } from "node:http";

/** The greatest body, in bytes. The API's own limit is lower; snapshots may be large. */
export const MAX_BODY = 64_000_000;

/** The whole body; `undefined` where it is too large. */
export async function bodyOf(
  incoming: IncomingMessage,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming) {
    length += part.length;
    if (length > MAX_BODY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A request as `fetch` has it. Throws where its method or URL is none that `fetch` knows. */
export function requestOf(
  incoming: IncomingMessage,
  url: URL,
  body: Uint8Array<ArrayBuffer>,
): Request {
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? "", incoming.rawHeaders[at + 1] ?? "");
  }
  const method = incoming.method ?? "GET";
  const bodyless = body.length === 0 || method === "GET" || method === "HEAD";
  return new Request(url, { method, headers, ...(!bodyless && { body }) });
}

/** Whose token a request has, in words that give no secret away. */
export function roleOf(incoming: IncomingMessage, prefix: string): string {
  const token = /^Bearer (.*)$/.exec(incoming.headers.authorization ?? "")?.[1];
  if (token === undefined) return "-";
  const namespace = /^ns:([\w.-]{1,64}:[a-z_]{1,20})$/.exec(token)?.[1];
  if (namespace !== undefined) return namespace;
  const role = token.startsWith(`${prefix}-`) ? token.slice(prefix.length + 1) : "";
  return ROLES.has(role) ? role : "other";
}

const ROLES = new Set([
  "owner",
  "executive_manager",
  "project_manager",
  "team_manager",
  "member",
  "viewer",
]);
