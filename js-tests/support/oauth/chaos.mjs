// A session whose store, server and callers do anything, and what must hold all the while.

import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import { respond } from "./server.mjs";
import { World } from "./world.mjs";

/** A token set by its number. */
export const set = (n, more = {}) => ({
  access_token: `access${n}`,
  token_type: "Bearer",
  refresh_token: `refresh${n}`,
  ...more,
});

export class Chaos {
  violations = [];
  seen = {};
  calls = [];
  /** The call that something is done for. A refresh runs for the call that has begun it. */
  #call = new AsyncLocalStorage();
  #tokens = [set(0), set(1), set(2, { refresh_token: undefined })];
  /** Who holds the lock, and for which access token. */
  #holder;
  #isRefreshing = false;
  /** The access token whose successor could not be saved yet. */
  #unsaved;
  /** Access tokens by those that they replaced. */
  #next = new Map();
  #signedOut = false;
  #failures = new Map();

  constructor(draw) {
    this.draw = draw;
    this.world = new World({
      pick: draw,
      // A store that takes longer than the bound of a save is more than a session can cope with.
      timeFlies: () => !this.world.isSaving && draw(20) === 0,
    });
    this.world.stored = this.#any();
    this.context = this.world.context({ hooks: this.#hooks() });
    this.context.fault = (form, { signal }) => this.#respond(form, signal);
    this.context.session.onEnd((end) => this.#end(end));
  }

  /** A token set that another context may have saved, at any time of its life. */
  #any() {
    const expires_at = this.world.now + [-1, 30_000, 900_000][this.draw(3)];
    return { ...this.#tokens[this.draw(this.#tokens.length)], expires_in: 900, expires_at };
  }

  #must(isGood, what) {
    if (!isGood) this.violations.push(what);
  }

  #saw(what) {
    this.seen[what] = (this.seen[what] ?? 0) + 1;
  }

  get #isInLock() {
    return this.#holder?.call === this.#call.getStore();
  }

  #hooks() {
    const { world } = this;
    const fails = (times) => this.draw(times) === 0;
    return {
      load: async () => {
        await world.turn(this.context, "load");
        if (fails(30)) throw new Error("load");
        const { stored } = world;
        this.#call.getStore().loaded = stored;
        if (this.#isInLock) {
          this.#holder.read = stored;
          // New tokens are dropped where somebody else has put others in the store.
          if (stored?.access_token !== this.#holder.token) this.#unsaved = undefined;
        }
        return stored;
      },
      save: async (tokens) => {
        if (tokens) {
          this.#saw(this.#holder?.isNew ? "save" : "save later");
          this.#must(this.#isInLock, "tokens are saved inside the lock");
          const { read, token } = this.#holder ?? {};
          this.#must(read?.access_token === token, "nobody was faster");
          this.#must(this.#next.get(token) === tokens.access_token, "the new tokens are saved");
        }
        await world.turn(this.context, "save");
        if (fails(3)) throw new Error("save");
        world.stored = tokens;
        if (tokens) this.#unsaved = undefined;
      },
      lock: (name, run) =>
        world.lock(this.context, name, async () => {
          const names = this.#tokens.map(({ access_token }) => [
            lockOf(access_token),
            access_token,
          ]);
          const token = Object.fromEntries(names)[name];
          if (this.#unsaved !== token) this.#unsaved = undefined;
          this.#holder = { call: this.#call.getStore(), token };
          try {
            await run();
          } finally {
            this.#holder = undefined;
          }
        }),
    };
  }

  async #respond(form, signal) {
    this.#saw("refresh");
    const { read, token } = this.#holder ?? {};
    this.#must(!this.#isRefreshing, "one refresh at a time");
    this.#must(this.#isInLock, "a refresh is inside the lock");
    this.#must(read?.access_token === token, "the token set of the lock is refreshed");
    this.#must(read?.refresh_token === form.get("refresh_token"), "it is the one of the store");
    this.#must(!this.#unsaved, "what is had is not asked for again");
    this.#isRefreshing = true;
    signal.addEventListener("abort", () => (this.#isRefreshing = false));
    await this.world.turn(this.context, "refresh response");
    if (signal.aborted) return respond(503, "too late");
    this.#isRefreshing = false;
    const result = this.draw(4);
    if (result === 0) return respond(503, "later");
    if (result === 1) {
      this.#holder.refused = true;
      return respond(400, { error: "invalid_grant" });
    }
    const next = set(this.#tokens.length);
    this.#tokens.push(next);
    this.#holder.isNew = true;
    this.#next.set(token, next.access_token);
    if (!this.#signedOut) this.#unsaved = token;
    return respond(200, next);
  }

  #end({ reason }) {
    this.#saw(reason);
    const { loaded } = this.#call.getStore();
    this.#unsaved = undefined;
    this.#next.clear();
    if (reason === "refused")
      this.#must(this.#holder?.refused && this.#holder.read, "the server has refused");
    if (reason === "expired") this.#must(loaded.refresh_token === undefined, "it has expired");
    if (reason === "signed_out") this.#must(this.#signedOut || loaded === null, "it is signed out");
  }

  /** Keeps what a promise comes to. */
  #follow(run, onValue, onError) {
    const call = { settled: false };
    this.calls.push(call);
    this.#call.run(call, run).then(
      (value) => {
        call.settled = true;
        onValue(value, call);
      },
      (error) => {
        call.settled = true;
        onError(error);
      },
    );
  }

  call() {
    const tokens = [...this.#tokens, this.world.stored ?? set(0), this.world.stored ?? set(0)];
    const rejected = [undefined, tokens[this.draw(tokens.length)].access_token][this.draw(2)];
    const wasSignedOut = this.#signedOut;
    this.#follow(
      () => this.context.session.token({ rejected }),
      (token, { loaded }) => {
        this.#saw("use");
        this.#must(token === loaded.access_token, "the token of the store is used");
        this.#must(token !== rejected, "a rejected token is not used");
        this.#must(!(wasSignedOut && this.#signedOut), "signed out until the store is cleared");
      },
      (error) => {
        if (!["server", "timeout", "authentication"].includes(error.code))
          this.violations.push(`${error.code}: ${error.message}`);
        const { now } = this.world;
        const first = this.#failures.get(error) ?? now;
        this.#failures.set(error, first);
        const isCooling = error.code !== "authentication" && first !== now;
        if (isCooling) this.#saw("cool down");
        this.#must(!isCooling || Math.abs(now - first) <= 60_000, "it cools down for 60 s at most");
      },
    );
  }

  signOut() {
    this.#signedOut = true;
    this.#unsaved = undefined;
    const done = () => (this.#signedOut = false);
    this.#follow(
      () => this.context.session.signOut(),
      done,
      () => this.#saw("sign-out failed"),
    );
  }

  async act() {
    const action = this.draw(20);
    if (action < 3) this.call();
    else if (action === 5 && this.draw(3) === 0)
      this.world.stored = this.draw(4) === 0 ? null : this.#any();
    // A machine that sleeps inside the lock has a test of its own.
    else if (action === 6 && !this.#holder)
      this.world.now += [-100_000, 500, 5_000, 100_000][this.draw(4)];
    else if (action === 7 && this.draw(10) === 0) this.signOut();
    await this.world.step();
  }
}

const lockOf = (token) =>
  `webwork-sdk.oauth.${createHash("sha256").update(token).digest("base64url")}`;
