// SHA-256 by the platform.

import { failed } from "./errors.js";

/** The SHA-256 digest of bytes or of a string as UTF-8. */
export async function sha256(data: Uint8Array<ArrayBuffer> | string): Promise<Uint8Array> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle)
    throw failed(
      "internal",
      "crypto.subtle",
      "missing: serve the page over https or from localhost",
    );
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

/** Bytes as base64url. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(
    /[+/=]/g,
    (character) => ({ "+": "-", "/": "_" })[character] ?? "",
  );
}

/** A random string of 43 characters: 256 bits. */
export function randomString(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}
