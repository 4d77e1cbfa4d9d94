// Digests and random strings by the platform.

import { WebWorkError } from "../errors/base.js";

/** A string as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The SHA-256 digest of bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { subtle } = crypto as Partial<Crypto>;
  if (!subtle) throw new WebWorkError("crypto.subtle is missing: use https or localhost");
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

/** The SHA-256 digest of a string, as base64url. */
export async function digestOf(text: string): Promise<string> {
  return base64url(await sha256(utf8(text)));
}

/** A random string of 43 characters: 256 bits. */
export function randomString(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
