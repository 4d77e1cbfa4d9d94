// Several contexts (tabs, workers, processes) that share one store and one authorization server, in a
// simulated world: time is a number, and whatever waits (for the store, the lock, the network) goes on
// when the world's dice say so. A context can be frozen, or crash between any two of its steps.

import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { importSource } from "../source.mjs";
import { ModelServer, respond } from "./server.mjs";

const { OAuth, systemClock } = await importSource("oauth/client.ts", "oauth/clock.ts");

// The real one takes its time in another thread.
crypto.subtle.digest = async (_, bytes) =>
  new Uint8Array(createHash("sha256").update(bytes).digest());

/** The context that runs. */
const running = new AsyncLocalStorage();

/** The world that the clock of the sources shows. One at a time. */
let current;
Object.assign(systemClock, {
  now: () => current.now,
  after: (milliseconds, run) => current.after(milliseconds, run),
});

export class World {
  now = 1_800_000_000_000;
  server = new ModelServer(() => this.now);
  stored = null;
  /** Token sets that were saved, in order. */
  saves = [];
  /** What the contexts did, in order. */
  log = [];
  /** The steps that were taken. */
  trace = [];
  #pick;
  #timeFlies;
  #steps = [];
  #timers = [];
  #locks = new Map();

  /**
   * `pick(n)`: which of n steps comes next. `timeFlies()`: whether the next timer goes off although
   * there are steps to take.
   */
  constructor({ pick = () => 0, timeFlies = () => false } = {}) {
    this.#pick = pick;
    this.#timeFlies = timeFlies;
    current = this;
  }

  signIn() {
    this.stored = this.server.signIn();
    return this.stored;
  }

  context(options) {
    return new Context(this, options);
  }

  after(milliseconds, run) {
    const timer = { at: this.now + milliseconds, run, context: running.getStore() };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Goes on when it is this step's turn; never, if its context is gone by then. */
  turn(context, what) {
    this.log.push(what);
    return new Promise((resolve) => this.#steps.push({ context, what, resolve }));
  }

  /** What is waiting for its turn. */
  get waiting() {
    return this.#steps.map(({ context, what }) => `${context.name} ${what}`);
  }

  async lock(context, name, run) {
    const queue = this.#locks.get(name) ?? [];
    this.#locks.set(name, queue);
    const entry = { context };
    queue.push(entry);
    for (let tries = 0; queue[0] !== entry; tries++) {
      if (tries > 10_000) throw new Error("the lock is never free");
      await this.turn(context, "lock");
    }
    this.log.push("locked");
    try {
      return await run();
    } finally {
      queue.splice(queue.indexOf(entry), 1);
    }
  }

  /** A crashed context's locks are free at once, as browsers have it. */
  release(context) {
    for (const queue of this.#locks.values())
      for (const entry of queue.filter((one) => one.context === context))
        queue.splice(queue.indexOf(entry), 1);
    this.#steps = this.#steps.filter((one) => one.context !== context);
    this.#timers = this.#timers.filter((one) => one.context !== context);
  }

  /** Takes one step: of a context, or the next timer. False: nothing is left to do. */
  async step() {
    const ready = this.#steps.filter(({ context }) => !context.frozen);
    const moving = ready.filter(({ context, what }) => what !== "lock" || this.#isNext(context));
    const timers = this.#timers.filter(({ context }) => !context?.frozen);
    if (moving.length > 0 && (timers.length === 0 || !this.#timeFlies())) {
      const one = moving[this.#pick(moving.length)];
      this.#steps = this.#steps.filter((other) => other !== one);
      this.trace.push(`${one.context.name}: ${one.what}`);
      one.resolve();
    } else if (timers.length > 0) {
      const next = timers.reduce((first, one) => (one.at < first.at ? one : first));
      this.trace.push(`${next.context?.name}: a timer, ${next.at % 1e8}`);
      next.context?.loses();
      this.#timers = this.#timers.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
    } else {
      return false;
    }
    await settle();
    return true;
  }

  get isSaving() {
    return this.#steps.some(({ context, what }) => !context.frozen && what.startsWith("save"));
  }

  #isNext(context) {
    return [...this.#locks.values()].some((queue) => queue[0]?.context === context);
  }

  /** Goes on until a promise settles. Its value, or what it rejects with, thrown. */
  async until(promise, limit = 5_000) {
    let result;
    promise.then(
      (value) => (result = { value }),
      (error) => (result = { error }),
    );
    await settle();
    for (let steps = 0; !result; steps++) {
      if (steps > limit) throw new Error(`it does not settle: ${this.waiting}`);
      if (!(await this.step())) throw new Error("it waits for nothing");
    }
    if ("error" in result) throw result.error;
    return result.value;
  }

  /** Goes on until nothing is left to do. */
  async rest(limit = 5_000) {
    await settle();
    for (let steps = 0; await this.step(); steps++)
      if (steps > limit) throw new Error(`there is no end: ${this.waiting}`);
  }
}

/** A tab, a worker or a process, with a session of its own. */
export class Context {
  frozen = false;
  gone = false;
  ends = [];
  /** The family of new tokens that are not saved yet. */
  atRisk = undefined;
  /** What the token endpoint does instead of responding: `(form) => Response`, or undefined to go on. */
  fault = undefined;
  static #count = 0;

  constructor(
    world,
    { lock = true, name = `context ${++Context.#count}`, skew = 0, hooks = {} } = {},
  ) {
    this.world = world;
    this.name = name;
    const oauth = new OAuth({
      clientId: "app",
      redirectUri: "https://app.example/callback",
      fetch: (_, init) => Promise.race([this.#fetch(init, skew), aborted(init.signal)]),
    });
    this.session = oauth.session({
      load: async () => {
        await world.turn(this, "load");
        return world.stored;
      },
      save: async (tokens) => {
        await world.turn(this, "save");
        if (tokens) world.saves.push(tokens);
        world.stored = tokens;
        this.atRisk = undefined;
        await world.turn(this, "saved");
      },
      lock: lock ? (name, run) => world.lock(this, name, run) : (_, run) => run(),
      ...hooks,
    });
    this.session.onEnd((end) => this.ends.push(end));
  }

  /** A token, as the driver asks for it. */
  token(rejected) {
    return running.run(this, () => this.session.token({ rejected }));
  }

  signOut() {
    this.loses();
    return running.run(this, () => this.session.signOut());
  }

  /** One call: sent, and sent again once where the token was rejected. True: the server took it. */
  async call() {
    let token = await this.token();
    for (let sent = 0; sent < 2; sent++) {
      const ended = this.session.token[Symbol.for("webwork-sdk.inFlight")](token);
      await this.world.turn(this, "request");
      const accepted = this.world.server.accepts(token);
      await this.world.turn(this, "response");
      ended();
      if (accepted) return true;
      if (sent === 0) token = await this.token(token);
    }
    return false;
  }

  crash() {
    this.loses();
    this.gone = true;
    this.world.release(this);
  }

  /** New tokens that this context has and nobody else may be lost: nobody can help that. */
  loses() {
    if (this.atRisk) this.world.trace.push(`${this.name}: excused`);
    if (this.atRisk) this.atRisk.excused = true;
  }

  async #fetch(init, skew) {
    await this.world.turn(this, "refresh request");
    const form = new URLSearchParams(init.body);
    if (init.signal.aborted) return undefined;
    const fault = await this.fault?.(form, init);
    if (fault) return fault;
    const [status, body] = this.world.server.token(form);
    this.world.trace.push(`${this.name}: ${form.get("refresh_token")} → ${body.refresh_token}`);
    if (status === 200) this.atRisk = this.world.server.familyOf(body.refresh_token);
    init.signal.addEventListener("abort", () => this.loses());
    await this.world.turn(this, "refresh response");
    return respond(status, body, { date: new Date(this.world.now + skew).toUTCString() });
  }
}

function aborted(signal) {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** Lets every promise go on that can. */
function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A world with somebody signed in, and its contexts. */
export function begin(count = 1, options = {}) {
  const world = new World();
  world.signIn();
  return [world, ...Array.from({ length: count }, () => world.context(options))];
}

export const token = (world, context, rejected) => world.until(context.token(rejected));
