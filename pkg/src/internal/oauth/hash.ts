// Digests and random strings by the platform.

import { WebWorkError } from "../errors/base.js";

/** The SHA-256 digest of bytes or of a string as UTF-8. */
export async function sha256(data: Uint8Array<ArrayBuffer> | string): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) throw new WebWorkError("crypto.subtle is missing: use https or localhost");
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

/** The SHA-256 digest of a string, as base64url. */
export async function digestOf(text: string): Promise<string> {
  return base64url(await sha256(text));
}

/** A random string of 43 characters: 256 bits. */
export function randomString(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
