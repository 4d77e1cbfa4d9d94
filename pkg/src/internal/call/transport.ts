// How a request failed without a response, as far as the runtime reveals it.

import { TransportFailure } from "../generated/boundary.js";
import { isObject, quietly } from "./response.js";

/** Codes of Node.js and Bun for connections that were never made. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/;

/** Codes of Node.js, Bun and Deno for certificates that were refused, after OpenSSL's names. */
const CERTIFICATE =
  /^((ERR_TLS_)?CERT_\w+|(DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|UNABLE_TO_\w+|\w*CRL\w*|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/;

/**
 * What a rejection of `fetch` proves. One that the user passed may have sent the request before, whatever
 * its last error says: `isNative` is false for it.
 */
export function failureOf(cause: unknown, isNative: boolean): TransportFailure {
  return quietly(() => classify(cause, isNative)) ?? TransportFailure.Lost;
}

function classify(cause: unknown, isNative: boolean): TransportFailure {
  const reasons = reasonsOf(cause);
  if (reasons.every(({ code }) => CERTIFICATE.test(String(code)))) {
    return TransportFailure.Certificate;
  }
  const isNotConnected = reasons.every(
    ({ code, syscall }) =>
      syscall === "connect" || syscall === "getaddrinfo" || NOT_CONNECTED.test(String(code)),
  );
  return isNative && isNotConnected ? TransportFailure.NotConnected : TransportFailure.Lost;
}

/**
 * The innermost errors: undici hides them one level down, and Node.js joins those of several addresses.
 * What is none, or too deep, has no code.
 */
function reasonsOf(cause: unknown, depth = 0): Record<string, unknown>[] {
  if (!isObject(cause) || depth > 4) return [{}];
  const { errors, cause: inner } = cause;
  if (Array.isArray(errors) && errors.length > 0) {
    return errors.flatMap((error) => reasonsOf(error, depth + 1));
  }
  return isObject(inner) ? reasonsOf(inner, depth + 1) : [cause];
}

/** What the runtime says, for the message. */
export function detailOf(cause: unknown): string {
  return quietly(() => describe(cause)) ?? "";
}

function describe(cause: unknown): string {
  if (typeof cause === "string") return cause;
  if (!(cause instanceof Error)) return "";
  // undici says only "fetch failed" and hides the reason one level down.
  const { cause: inner } = cause;
  const reason = inner instanceof Error ? inner.message || String(Reflect.get(inner, "code")) : "";
  return reason ? `${cause.message}: ${reason}` : cause.message;
}
