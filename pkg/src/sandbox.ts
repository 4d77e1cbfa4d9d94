// The sandbox entry: a WebWork in memory, in a wasm of its own.

import type {
  Options,
  SandboxData,
  SandboxSnapshot,
} from "./internal/generated/sandbox-options.js";
import { checkOptions, checkRule, invalid, refusal, refused } from "./internal/sandbox/checks.js";
import { type OnWebhook, SandboxMachine } from "./internal/sandbox/machine.js";
import { carryOut } from "./internal/sandbox/transport.js";
import type {
  SandboxFault,
  SandboxFaultRule,
  SandboxOAuth,
  SandboxOptions,
  SandboxRequest,
  SandboxRole,
} from "./internal/sandbox/types.js";

let count = 0;

/**
 * A WebWork in memory: give its `fetch` and a token to a client. It starts with the ids of the
 * vendor's examples (workspace 1, user 100, contract 20, project 10, task 5) and keeps what is
 * written to it.
 *
 * @example
 * const sandbox = new Sandbox();
 * const webwork = new WebWork({ token: sandbox.token, fetch: sandbox.fetch, workspaceId: 1 });
 */
export class Sandbox {
  /** Access tokens by role. Each sandbox has its own, so that clients of two sandboxes share no rate limit. */
  readonly tokens: Readonly<Record<SandboxRole, string>>;
  /** The owner's token. */
  readonly token: string;
  /** The OAuth app. */
  readonly oauth: SandboxOAuth = Object.freeze({
    clientId: "sandbox-client",
    clientSecret: "sandbox-client-secret",
    redirectUri: "http://127.0.0.1/callback",
    authorizeUrl: "https://webwork-tracker.com/oauth/authorize",
    tokenUrl: "https://webwork-tracker.com/oauth/token",
  });

  readonly #options: Options;
  readonly #onWebhook: OnWebhook | undefined;
  readonly #prefix: string;
  readonly #faults: Fault[] = [];
  #lastFault = 0;
  #machine: SandboxMachine | undefined;
  #loading: Promise<SandboxMachine> | undefined;

  /** @throws {InvalidArgumentError} an option is unknown or not what it may be. */
  constructor(options: SandboxOptions = {}) {
    checkOptions(options);
    const { onWebhook, ...rest } = options;
    this.#onWebhook = onWebhook;
    this.#options = withoutUndefined(rest);
    this.#prefix = `sandbox-${++count}`;
    const token = (role: SandboxRole): string => `${this.#prefix}-${role}`;
    this.tokens = Object.freeze({
      owner: token("owner"),
      executive_manager: token("executive_manager"),
      project_manager: token("project_manager"),
      team_manager: token("team_manager"),
      member: token("member"),
      viewer: token("viewer"),
    });
    this.token = this.tokens.owner;
  }

  /** A `fetch` to which the sandbox responds; nothing leaves the process. Any host will do. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const machine = await this.#load();
    return carryOut(await machine.exchange(request), request.signal);
  };

  /** The last 1,000 requests, the oldest first; secrets are redacted. */
  get requests(): readonly SandboxRequest[] {
    return this.#machine?.requests() ?? [];
  }

  /** Back to the seed; clock, log and fault rules too. */
  async reset(): Promise<void> {
    const machine = await this.#load();
    for (const fault of this.#faults.splice(0)) fault.remove();
    await machine.reset();
  }

  /** Data, id counters, running trackers and clock, as plain JSON. */
  async snapshot(): Promise<SandboxSnapshot> {
    return (await this.#load()).snapshot();
  }

  /** Puts a snapshot in place of what there is. Rejects with an `InvalidArgumentError` where it is none. */
  async restore(snapshot: SandboxSnapshot): Promise<void> {
    const machine = await this.#load();
    await refused("sandbox.restore", () => machine.restore(snapshot));
  }

  /** Moves the clock by so many ms. Everything that is due fires in the order of time, each at its own instant. */
  async advance(ms: number): Promise<void> {
    if (!(typeof ms === "number" && ms >= 0 && Number.isFinite(ms))) {
      throw invalid("sandbox.advance", "ms", "a number from 0", ms);
    }
    await (await this.#load()).advance(ms);
  }

  /**
   * Adds a fault rule: which requests it matches, how often it applies, what it does.
   *
   * @example
   * sandbox.fault({ match: { operation: "timeEntries.create" }, times: 1, effect: { reset: "after" } });
   *
   * @throws {InvalidArgumentError} the operation or the effect is unknown.
   */
  fault(rule: SandboxFaultRule): SandboxFault {
    checkRule(rule);
    const fault = new Fault(rule, ++this.#lastFault);
    if (this.#machine) fault.attach(this.#machine);
    this.#faults.push(fault);
    return fault;
  }

  /** The machine; a fresh one where the wasm that it was in has trapped. */
  async #load(): Promise<SandboxMachine> {
    if (this.#machine && (await this.#machine.isAlive())) return this.#machine;
    this.#loading ??= this.#make().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #make(): Promise<SandboxMachine> {
    const init = { options: this.#options, prefix: this.#prefix, onWebhook: this.#onWebhook };
    const machine = await refused("sandbox", () => SandboxMachine.load(init));
    for (const fault of this.#faults) fault.attach(machine);
    this.#machine = machine;
    return machine;
  }
}

/** A rule that waits for the wasm, or is at work in it. */
class Fault implements SandboxFault {
  readonly id: number;
  readonly #rule: SandboxFaultRule;
  #machine: SandboxMachine | undefined;
  #inner = 0;
  #hits = 0;
  #removed = false;

  constructor(rule: SandboxFaultRule, id: number) {
    this.#rule = rule;
    this.id = id;
  }

  attach(machine: SandboxMachine): void {
    if (this.#removed) return;
    try {
      this.#inner = machine.addFault(withoutUndefined(this.#rule));
    } catch (error) {
      throw refusal("sandbox.fault", error);
    }
    this.#machine = machine;
  }

  get hits(): number {
    if (!this.#removed) this.#hits = this.#machine?.faultHits(this.#inner) ?? this.#hits;
    return this.#hits;
  }

  remove(): void {
    this.#hits = this.hits;
    this.#removed = true;
    this.#machine?.removeFault(this.#inner);
  }
}

/** A sandbox whose wasm is loaded. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = new Sandbox(options);
  await sandbox.snapshot();
  return sandbox;
}

function withoutUndefined<T extends object>(object: T): T {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

export type {
  Clock as SandboxClock,
  Match as SandboxMatch,
} from "./internal/generated/sandbox-options.js";
export type {
  SandboxDelivery,
  SandboxEffect,
  SandboxFault,
  SandboxFaultRule,
  SandboxOAuth,
  SandboxOptions,
  SandboxRequest,
  SandboxRole,
} from "./internal/sandbox/types.js";
export type { SandboxData, SandboxSnapshot };
