// A store in Redis or Valkey.

import { check, checkFunctions, refuseUnknown } from "../errors/entries.js";
import { Holder, type StoreEvents } from "./holder.js";
import { SCRIPT } from "./script.js";
import type { RateLimitStore } from "./store.js";

/** How a store gets at Redis, and what it tells you. */
export interface RedisStoreOptions extends StoreEvents {
  /**
   * Runs a Lua script, as the command `EVAL` does, and resolves to its reply, an array of integers:
   * one line for every client, see docs/rate-limits.md.
   */
  eval(script: string, keys: string[], args: string[]): Promise<unknown>;
  /**
   * Runs a Lua script by its SHA-1, as the command `EVALSHA` does. With it, the script itself is only sent
   * where the server does not know it (`NOSCRIPT`). Default: the script is sent each time, about 2 KB.
   */
  evalSha?: ((sha: string, keys: string[], args: string[]) => Promise<unknown>) | undefined;
  /** Goes before the name of each key. Default: `webwork-sdk`. */
  prefix?: string | undefined;
}

const OPERATION = "redisStore";
const BOUND = 500;
/** A change of the script that older versions cannot live with gets another number. */
const VERSION = 1;

/**
 * A store in Redis (6 or later) or Valkey: all processes that can reach the server share the limit. One
 * script, one key for each limit; works in a cluster. The server's clock decides.
 *
 * @throws InvalidArgumentError where an option is wrong.
 * @example
 * const store = redisStore({
 *   eval: (script, keys, args) => redis.eval(script, { keys, arguments: args }),
 * });
 * new WebWork({ token, rateLimit: { requests: 60, per: 60_000, key: "user 17", store } });
 */
export function redisStore(options: RedisStoreOptions): RateLimitStore {
  const {
    eval: run,
    evalSha,
    prefix = "webwork-sdk",
    onLost,
    onReturn,
    ...unknown
  } = options ?? {};
  check(OPERATION, "eval", run, typeof run === "function", "a function (script, keys, args)");
  checkFunctions(OPERATION, { evalSha, onLost, onReturn });
  check(OPERATION, "prefix", prefix, typeof prefix === "string", "a string");
  refuseUnknown(OPERATION, unknown);

  let sha: Promise<string> | undefined;
  const exchange = async (key: string, request: readonly (string | number)[]): Promise<unknown> => {
    const keys = [`${prefix}:${VERSION}:{${key}}`];
    const args = request.map(String);
    if (evalSha) {
      sha ??= sha1(SCRIPT);
      try {
        return await evalSha(await sha, keys, args);
      } catch (error) {
        if (!String(error).includes("NOSCRIPT")) throw error;
      }
    }
    return run(SCRIPT, keys, args);
  };
  return { join: (host) => new Holder(host, exchange, BOUND, { onLost, onReturn }) };
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
