// Gets permits for one process: asks the store in batches, sleeps until its turn, tells which permits are
// over, and goes on with its share while the store is lost.

import { type Exchange, type Reply, type Request, replyOf } from "./exchange.js";
import { Share } from "./share.js";
import type { RateLimitHolder, RateLimitHost } from "./store.js";

/** What a store tells its user. What these functions throw or return is ignored. */
export interface StoreEvents {
  /**
   * The store cannot be reached, or holds something else, and a call needs it. Until `onReturn`, this
   * process goes on with its share of the limit. Called once each time.
   */
  onLost?: ((event: { cause: unknown }) => void) | undefined;
  /** The store is back, and the limit is shared again. */
  onReturn?: (() => void) | undefined;
}

/** The first delay before a lost store is tried again, and the longest, in milliseconds. */
const RETRY = 500;
const LONGEST_RETRY = 15_000;
/** The clocks of store and machine may differ by so much between two exchanges. */
const CLOCK_TOLERANCE = 1_000;
/** News is told with the next exchange, but at the latest after so long. */
const LONGEST_FLUSH = 1_000;
const LONGEST_DELAY = 2 ** 31 - 1;

export class Holder implements RateLimitHolder {
  readonly #host: RateLimitHost;
  readonly #exchange: Exchange;
  /** What an exchange may take. */
  readonly #bound: number;
  readonly #events: StoreEvents;
  readonly #name = Math.random().toString(36).slice(2);
  readonly #share = new Share();

  // What the client wants.
  #want = 0;
  #isBulk = false;
  #since = 0;
  #requests = 1;
  #per = 1;
  #lease = 0;
  #pausedUntil = -Infinity;
  #hasPause = false;

  // Its permits.
  #next = 1;
  /** By number: when each is free again. */
  readonly #permits = new Map<number, number>();
  /** Granted, and not over. */
  readonly #open = new Set<number>();
  /** What the store does not know of. */
  readonly #news = new Set<number>();
  #newsSince = 0;
  /** From this number on, permits were not granted by the store. */
  #lostFrom = Infinity;

  // The store.
  #epoch = 0;
  #heardAt = -Infinity;
  #storeTime = 0;
  #holders = 0;
  #free = 0;
  #current: { readonly began: number; readonly fail: (cause: unknown) => void } | undefined;
  #isLost = false;
  /** What nobody was told yet, because no call needs the store. */
  #loss: { readonly cause: unknown } | undefined;
  /** The store may have forgotten something. */
  #isDoubtful = false;
  #retryAt = 0;
  #delay = RETRY;
  #wakeAt = 0;
  #isTold = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: RateLimitHost, exchange: Exchange, bound: number, events: StoreEvents) {
    this.#host = host;
    this.#exchange = exchange;
    this.#bound = bound;
    this.#events = events;
    this.attend();
  }

  /** Something may have changed. `isTimer`: it was only to be told some time. */
  attend(isTimer = false): void {
    const now = this.#host.clock.now();
    clearTimeout(this.#timer);
    if (!this.#read(now)) return;
    if (this.#isLost) this.#serve(now);
    if (this.#current) {
      // Its timer may have gone with the request that set it, as in workerd.
      if (now > this.#current.began + 2 * this.#bound) this.#current.fail(new Error("no reply"));
      return;
    }
    const hasNews = this.#news.size > 0;
    const wakeAt = this.#want > 0 ? this.#wakeAt : Infinity;
    if (this.#isLost) {
      const isWorthIt = this.#want > 0 || hasNews;
      if (isWorthIt && now >= this.#retryAt) return this.#ask(now);
      if (isWorthIt) this.#setTimer(Math.min(this.#retryAt, wakeAt) - now);
      return;
    }
    // Whoever is about to make the next call takes the news along.
    const delay = this.#open.size > 0 ? Math.min(this.#per / 20, LONGEST_FLUSH) : 0;
    const flushAt = hasNews ? this.#newsSince + delay : Infinity;
    if (wakeAt <= now || this.#hasPause || (isTimer && flushAt <= now)) return this.#ask(now);
    this.#setTimer(Math.min(wakeAt, flushAt) - now);
  }

  /** Another holder has asked the store. `isEarly`: it gave permits back. */
  hint(isEarly: boolean): void {
    if (isEarly) this.#wakeAt = 0;
    this.attend();
  }

  /** What the client has to say. `false`: it is gone. */
  #read(now: number): boolean {
    const report = this.#host.report();
    const [waiting = 0, bulk = 0, inHand = 0, pausedUntil = 0, requests = 0, per = 0, lease = 0] =
      report;
    if (requests === 0) return false;
    [this.#requests, this.#per, this.#lease] = [requests, per, lease];
    for (let index = 7; index < report.length; index += 2) {
      const [number = 0, at = 0] = report.slice(index);
      this.#open.delete(number);
      this.#permits.set(number, at + per);
      this.#tell(number, now);
    }
    for (const [number, freeAt] of this.#permits) {
      if (freeAt > now) continue;
      this.#permits.delete(number);
      if (number >= this.#lostFrom) this.#news.delete(number);
    }
    // Whatever a lost store knew of is free by now.
    if (this.#isLost && this.#permits.size === 0) this.#news.clear();
    const interactive = Math.max(0, waiting - inHand);
    const isBulk = interactive === 0;
    const isFirst = this.#want === 0 || (this.#isBulk && !isBulk);
    this.#want = Math.min(interactive || Math.max(0, waiting + bulk - inHand), requests);
    this.#isBulk = isBulk;
    if (isFirst) this.#since = this.#wakeAt = now;
    if (this.#want === 0) this.#isTold = false;
    if (pausedUntil > this.#pausedUntil) {
      this.#pausedUntil = pausedUntil;
      this.#hasPause = pausedUntil > now;
    }
    return true;
  }

  #tell(number: number, now: number): void {
    if (this.#news.size === 0) this.#newsSince = now;
    this.#news.add(number);
  }

  /** Permits that it may take without asking the store. */
  #spare(now: number): number {
    const allowed = this.#share.isActive
      ? this.#share.allowed(this.#requests, this.#per, now)
      : this.#base(now);
    return Math.max(0, allowed - this.#permits.size);
  }

  /** What it may hold in the first window without the store. */
  #base(now: number): number {
    const own = this.#permits.size;
    if (now > this.#heardAt + this.#per) return Math.max(1, own);
    return own + Math.floor(this.#free / Math.max(1, this.#holders));
  }

  /** Begins to take no more than its share. */
  #beUnsure(now: number): void {
    this.#share.begin(this.#base(now), this.#holders, this.#requests, this.#per, now);
  }

  /** When it may take more than now without the store. */
  #spareAt(now: number): number {
    return Math.min(this.#share.changesAt(this.#per, now), ...this.#permits.values());
  }

  /** Grants permits without the store. */
  #serve(now: number): void {
    if (this.#want === 0) return;
    if (this.#loss) notify(this.#events.onLost, { cause: this.#loss.cause });
    this.#loss = undefined;
    const granted = Math.min(this.#want, this.#spare(now));
    const first = this.#next;
    this.#next += granted;
    for (let number = first; number < this.#next; number++) {
      this.#add(number, now);
      this.#tell(number, now);
    }
    this.#want -= granted;
    if (granted > 0) this.#share.taken(this.#requests, this.#per, now);
    const nextAt = this.#spareAt(now);
    // What the client knows already would only make it come back.
    if (granted === 0 && nextAt === this.#wakeAt) return;
    this.#wakeAt = nextAt;
    const [leaseEnd, free] = [now + this.#lease, this.#spare(now)];
    this.#host.grant(first, granted, leaseEnd, nextAt, free, nextAt, -Infinity);
    if (this.#want > 0) this.#tellWait();
  }

  /** Those who wait know now for how long. Later calls are told when they begin to wait. */
  #tellWait(): void {
    if (!this.#isTold) this.#host.tell();
    this.#isTold = true;
  }

  #add(number: number, now: number): void {
    this.#permits.set(number, now + this.#lease + this.#per);
    this.#open.add(number);
  }

  /** One exchange with the store. */
  #ask(now: number): void {
    const news = [...this.#news];
    const first = this.#next;
    const want = this.#isLost ? 0 : this.#want;
    this.#next += want;
    const spare = this.#spare(now);
    const isKnown = this.#permits.size > 0 || this.#heardAt > now - this.#per;
    const request: Request = [
      this.#name,
      isKnown ? this.#epoch : 0,
      this.#requests,
      Math.ceil(this.#per),
      Math.ceil(this.#lease),
      want,
      Number(this.#isBulk),
      Math.max(0, Math.floor(now - this.#since)),
      spare,
      Math.max(0, Math.ceil(this.#pausedUntil - now)),
      Number(this.#isLost || this.#isDoubtful),
      first,
      ...news.flatMap((number) => [
        number,
        Math.max(0, Math.ceil((this.#permits.get(number) ?? 0) - now)),
      ]),
    ];
    this.#news.clear();
    this.#hasPause = false;
    const wall = Date.now();
    const settle = (done: () => void): void => {
      if (this.#current !== current) return;
      this.#current = undefined;
      clearTimeout(timer);
      done();
      this.attend();
    };
    const fail = (cause: unknown): void =>
      settle(() => {
        for (const number of news) this.#news.add(number);
        // Whatever the store has granted or will grant: nobody uses it.
        for (let number = first; number < first + want; number++) this.#news.add(number);
        const end = this.#host.clock.now();
        // After much longer, it was this process that did nothing: frozen, or asleep.
        if (end > now + 2 * this.#bound) this.#wakeAt = end;
        else this.#lose(cause);
      });
    const current = { began: now, fail };
    this.#current = current;
    const timer = setTimeout(() => {
      this.#host.clock.fired(now + this.#bound);
      fail(new Error(`no reply within ${this.#bound} ms`));
    }, this.#bound);
    this.#exchange(this.#host.key, request).then((value) => {
      let reply: Reply;
      try {
        reply = replyOf(value, want);
      } catch (cause) {
        return fail(cause);
      }
      const took = Math.max(this.#host.clock.now() - now, Date.now() - wall);
      settle(() => this.#take(reply, request, took));
    }, fail);
  }

  #take(reply: Reply, request: Request, took: number): void {
    const [epoch, storeTime, granted, wait, holders, free, reset, pause, recovery] = reply;
    const [, known, , , lease, want, , , spare, , , first] = request;
    const now = this.#host.clock.now();
    // The store's clock was set forward, or this machine has slept, and its own clock with it.
    const expected = this.#storeTime + now - this.#heardAt;
    const isJump = storeTime > expected + this.#bound + CLOCK_TOLERANCE;
    const forgot = isJump || (known !== 0 && known !== epoch);
    if (forgot || recovery > 0) this.#beUnsure(now);
    else this.#share.end();
    const wasTold = this.#isLost && !this.#loss;
    this.#loss = undefined;
    this.#isLost = false;
    this.#lostFrom = Infinity;
    this.#delay = RETRY;
    this.#isDoubtful = isJump;
    [this.#epoch, this.#storeTime, this.#heardAt] = [epoch, storeTime, now];
    [this.#holders, this.#free] = [holders, free];
    for (let number = first; number < first + granted; number++) this.#add(number, now);
    if (forgot) for (const number of this.#permits.keys()) this.#tell(number, now);
    this.#want = Math.max(0, this.#want - granted);
    if (granted > 0) this.#since = now;
    let next = 0;
    if (granted < want) next = Math.max(wait, pause);
    // The store had none although this one may take it: it has one when the next is free.
    if (granted < want && recovery > 0)
      next = granted < spare ? Math.max(reset, 1) : Math.min(wait, this.#spareAt(now) - now);
    this.#wakeAt = forgot ? now : now + next;
    const pausedUntil = pause > 0 ? now + pause : -Infinity;
    this.#pausedUntil = Math.max(this.#pausedUntil, pausedUntil);
    // After so long the permits may be somebody else's: the client gives them back.
    const leaseEnd = took > this.#bound ? -Infinity : now - took + lease;
    this.#host.grant(first, granted, leaseEnd, now + next, free, now + reset, pausedUntil);
    if (next > 0) this.#tellWait();
    if (wasTold) notify(this.#events.onReturn);
  }

  #lose(cause: unknown): void {
    const now = this.#host.clock.now();
    this.#retryAt = now + this.#delay;
    // All have to be back before the others stop taking care of them.
    const longest = Math.max(RETRY, Math.min(this.#per / 4, LONGEST_RETRY));
    this.#delay = Math.min(2 * this.#delay, longest);
    if (this.#isLost) return;
    this.#isLost = true;
    this.#lostFrom = this.#next;
    this.#beUnsure(now);
    this.#loss = { cause };
  }

  #setTimer(ms: number): void {
    if (ms === Infinity) return;
    const delay = Math.min(Math.max(0, Math.ceil(ms)), LONGEST_DELAY);
    const { clock } = this.#host;
    const due = clock.now() + delay;
    this.#timer = setTimeout(() => {
      clock.fired(due);
      this.attend(true);
    }, delay);
    // What nobody waits for keeps no process alive.
    if (this.#want === 0) (this.#timer as { unref?(): void }).unref?.();
  }
}

function notify<E extends unknown[]>(hook: ((...event: E) => void) | undefined, ...event: E): void {
  try {
    hook?.(...event);
  } catch {
    // It only observes.
  }
}
