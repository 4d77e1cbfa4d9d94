// A store in IndexedDB.

import { check, checkFunctions, refuseUnknown } from "../errors/entries.js";
import { decide, newState, type State } from "./decide.js";
import type { Request } from "./exchange.js";
import { Holder, type StoreEvents } from "./holder.js";
import type { RateLimitStore } from "./store.js";

/** What the store of a browser tells you. */
export interface BrowserStoreOptions extends StoreEvents {}

const OPERATION = "browserStore";
const BOUND = 1_000;
/** Name of the database, its object store, and the channel. */
const NAME = "webwork-sdk rate limits 1";

/**
 * A store in IndexedDB: all tabs, workers and service workers of an origin share the limit, and so do all
 * pages and the service worker of an extension. No tab leads: each asks the database.
 *
 * @throws InvalidArgumentError where there is no IndexedDB, or in an extension's content script, which
 * would share the limit with the page that it runs in: let the extension's worker make the calls.
 */
export function browserStore(options: BrowserStoreOptions = {}): RateLimitStore {
  const { onLost, onReturn, ...unknown } = options;
  checkFunctions(OPERATION, { onLost, onReturn });
  refuseUnknown(OPERATION, unknown);
  const factory = globalThis.indexedDB as IDBFactory | undefined;
  check(OPERATION, "indexedDB", factory, factory, "there: this environment has no IndexedDB");
  const place = isContentScript() ? "content script" : undefined;
  check(
    OPERATION,
    "the context",
    place,
    !place,
    "the extension's worker or page: send it a message",
  );

  let database: Promise<IDBDatabase> | undefined;
  const open = (): Promise<IDBDatabase> => {
    database ??= openDatabase(factory, () => {
      database = undefined;
    });
    return database;
  };
  const holders = new Map<string, Holder>();
  let channel: BroadcastChannel | undefined;
  const listen = (): BroadcastChannel | undefined => {
    if (channel || typeof BroadcastChannel !== "function") return channel;
    channel = new BroadcastChannel(NAME);
    // Node.js has both in some test environments; a channel must not keep a process alive.
    (channel as { unref?(): void }).unref?.();
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (Array.isArray(data)) holders.get(String(data[0]))?.hint(data[1] === true);
    };
    return channel;
  };
  // An open channel keeps a page out of the back/forward cache. The next exchange opens another.
  globalThis.addEventListener?.("pagehide", () => {
    channel?.close();
    channel = undefined;
  });
  // A frozen tab still gets messages, and would hold up all others with a transaction that does not end.
  const page = globalThis.document as Document | undefined;
  let thaw: Promise<void> | undefined;
  let abort: (() => void) | undefined;
  page?.addEventListener("freeze", () => {
    abort?.();
    thaw = new Promise((resolve) => {
      page.addEventListener("resume", () => resolve(), { once: true });
    });
  });
  const exchange = async (key: string, request: Request): Promise<unknown> => {
    const database = await open();
    if (thaw) {
      await thaw;
      thaw = undefined;
      throw new Error("the page was frozen");
    }
    const reply = await transact(database, key, request, (transaction) => {
      abort = () => transaction.abort();
    });
    abort = undefined;
    // Only a hint: it wakes those whose timers are throttled.
    const isEarly = request.slice(12).some((value, index) => index % 2 === 1 && value === 0);
    listen()?.postMessage([key, isEarly]);
    return reply;
  };
  return {
    join(host) {
      const holder = new Holder(host, exchange, BOUND, { onLost, onReturn });
      holders.set(host.key, holder);
      return holder;
    },
  };
}

/** One exchange: one transaction. */
function transact(
  database: IDBDatabase,
  key: string,
  request: Request,
  begun: (transaction: IDBTransaction) => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(NAME, "readwrite", { durability: "relaxed" });
    begun(transaction);
    // Nobody waits for it any longer, so it must not be applied later.
    const timer = setTimeout(() => transaction.abort(), BOUND);
    const records = transaction.objectStore(NAME);
    const reading = records.get(key);
    let reply: unknown;
    reading.onsuccess = () => {
      const time = Date.now();
      let state = (reading.result ?? newState(time)) as State;
      try {
        reply = decide(state, request, time);
      } catch {
        // Somebody has written something else: it is as good as lost.
        state = newState(time);
        reply = decide(state, request, time);
      }
      records.put(state, key);
    };
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      settle();
    };
    transaction.oncomplete = end(() => resolve(reply));
    transaction.onabort = end(() => reject(transaction.error ?? new Error("aborted")));
  });
}

function openDatabase(factory: IDBFactory, onClose: () => void): Promise<IDBDatabase> {
  return new Promise<IDBDatabase>((resolve, reject) => {
    const request = factory.open(NAME);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onClose;
      // Somebody deletes it, or a later version changes it.
      database.onversionchange = () => {
        database.close();
        onClose();
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error);
  }).catch((error: unknown) => {
    onClose();
    throw error;
  });
}

/** Whether this is the content script of an extension: it has the extension's id, but the page's origin. */
function isContentScript(): boolean {
  const { chrome, browser } = globalThis as { [name in "chrome" | "browser"]?: Extension };
  const id = chrome?.runtime?.id ?? browser?.runtime?.id;
  return id !== undefined && !/-extension:$/.test(globalThis.location?.protocol ?? "-extension:");
}

interface Extension {
  readonly runtime?: { readonly id?: string };
}
