// Who may call what from a browser: CORS of the API, Host and Origin of everything else.

import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** The part of the server that a path belongs to. */
export type Area = "page" | "control" | "oauth" | "api";

/** The area of a path. */
export function areaOf(path: string): Area {
  if (path === "/") return "page";
  if (path === "/__sandbox" || path.startsWith("/__sandbox/")) return "control";
  return path.startsWith("/oauth/") ? "oauth" : "api";
}

/** The host of a Host header, without the port; `undefined` where it is none. */
function hostOf(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[^:/@\s]+)(:\d+)?$/i.exec(header ?? "")?.[1]?.toLowerCase();
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Why a request must not reach the control endpoints and the page, if so. A page of another origin
 * gets here by its own name, which its owner lets resolve to 127.0.0.1 (DNS rebinding), or with its
 * Origin. `own` is the address that the server listens on.
 */
export function refusalOf({ headers }: IncomingMessage, own: string): string | undefined {
  const host = hostOf(headers.host);
  const known = host !== undefined && (isLoopback(host) || host === bracketed(own).toLowerCase());
  if (!known) return "the Host header must name this machine: localhost, 127.0.0.1 or [::1]";
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    return "pages of other origins must not call this";
  }
  return undefined;
}

/** An address as it stands in URLs. */
export function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** Whether a request asks for leave to send another one. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return (
    method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}

/** The response to a preflight: everything that is asked for is allowed. */
export function preflightHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  const asked = headers["access-control-request-headers"];
  return {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": headers["access-control-request-method"],
    ...(asked !== undefined && { "access-control-allow-headers": asked }),
    vary: "Access-Control-Request-Method, Access-Control-Request-Headers",
  };
}
