// The sandbox's wasm: loading it, carrying out webhook deliveries, and handing over what changed.

import { createGlue } from "../generated/sandbox-glue.js";
import type { Delivery, Entry, Options, SandboxSnapshot } from "../generated/sandbox-options.js";
import { size, text } from "../generated/sandbox-wasm.js";
import { decode } from "../loading/decode.js";
import { instantiate } from "../loading/instantiate.js";

/** What is done to the connection of a request. */
export type Transport =
  | { kind: "reset" | "stall" }
  | { kind: "cutBody"; at: number }
  | { kind: "slowBody"; ms: number };

/** What is to be done about a request. */
export interface Exchange {
  /** `null` where none is sent. */
  response: Response | null;
  /** What is done to the connection. */
  transport: Transport | null;
  /** Milliseconds to wait before responding. */
  latency: number;
}

/** Called with each webhook delivery. Anything but a throw or a rejection is taken for a 200. */
export type OnWebhook = (delivery: Delivery) => unknown;

/** What a machine is made with. */
export interface MachineInit {
  /** Options of the sandbox. */
  options: Options;
  /** Tokens are `<prefix>-<role>`. */
  prefix: string;
  /** Takes deliveries. Without it they go over HTTP, to loopback addresses only. */
  onWebhook?: OnWebhook | undefined;
  /**
   * Takes changes in their order. A response is handed out when everything that was changed before
   * it is kept: when the promise of the last call has resolved.
   */
  journal?: ((changes: string[]) => Promise<void>) | undefined;
}

interface WasmExchange extends Exchange {
  deliveries: Delivery[];
  advance: number | null;
}

interface Due {
  left: number;
  done: boolean;
  deliveries: Delivery[];
}

/** The class of the wasm. */
interface WasmMachine {
  fetch(request: Request): Promise<WasmExchange>;
  advance(ms: number, wall: number): Due;
  due(wall: number): Due;
  nextDue(): number | undefined;
  now(wall: number): number;
  settle(delivery: Delivery, status: number | undefined, wall: number): void;
  deliver(delivery: Delivery, signal?: AbortSignal): Promise<number>;
  snapshot(namespace: string, wall: number): SandboxSnapshot;
  restore(namespace: string, snapshot: unknown, wall: number): void;
  reset(namespace: string | undefined, wall: number): void;
  addFault(rule: unknown): number;
  removeFault(id: number): boolean;
  faultHits(id: number): number | undefined;
  requests(): Entry[];
  takeJournal(): string[];
  dump(): string;
  load(dump: string): void;
  replay(change: string): void;
  resume(wall: number): void;
}

interface Classes {
  readonly Machine: new (options: Options, prefix: string, wall: number) => WasmMachine;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** How long a delivery over HTTP may take, in ms. */
const DELIVERY_TIMEOUT = 5_000;

/**
 * The running wasm. It waits within (for the body of a request), so a trap may surface where nobody
 * awaits anything: it fails all that is under way, and the next request starts afresh.
 */
class Instance {
  readonly classes: Classes;
  readonly #waiting = new Set<(error: unknown) => void>();

  constructor({ exports }: WebAssembly.Instance, glue: ReturnType<typeof createGlue>) {
    const guarded = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? this.#guard(value as AnyFunction) : value,
    ]);
    this.classes = glue.attach({ exports: Object.fromEntries(guarded) }) as Classes;
  }

  #guard(work: AnyFunction): AnyFunction {
    return (...args: unknown[]) => {
      try {
        return work(...args);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        running = undefined;
        for (const reject of this.#waiting) reject(error);
        return 0;
      }
    };
  }

  /** What the work gives, or the trap that ends it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      const done = (): unknown => this.#waiting.delete(reject);
      Promise.resolve(work()).then(resolve, reject).then(done);
    });
  }
}

let running: Promise<Instance> | undefined;

async function instantiateWasm(): Promise<Instance> {
  const glue = createGlue();
  const { instance } = await instantiate(decode(text, size), glue.imports);
  return new Instance(instance, glue);
}

/** The wasm, shared by all sandboxes. A failed load is not remembered. */
function loadWasm(): Promise<Instance> {
  running ??= instantiateWasm().catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

/** One sandbox in the wasm. */
export class SandboxMachine {
  readonly #instance: Instance;
  readonly #inner: WasmMachine;
  readonly #init: MachineInit;
  readonly #underWay = new Set<Promise<void>>();
  #kept: Promise<void> | undefined;

  private constructor(instance: Instance, init: MachineInit) {
    this.#instance = instance;
    this.#init = init;
    this.#inner = new instance.classes.Machine(init.options, init.prefix, Date.now());
  }

  /** Makes one; loads the wasm if need be. Rejects where an option is not what it may be. */
  static async load(init: MachineInit): Promise<SandboxMachine> {
    return new SandboxMachine(await loadWasm(), init);
  }

  /** Whether the wasm that it lives in still runs. */
  async isAlive(): Promise<boolean> {
    return running !== undefined && (await running) === this.#instance;
  }

  /** Responds to a request. Resolves when what it changed is in the journal. */
  async exchange(request: Request): Promise<Exchange> {
    const exchange = await this.#instance.run(() => this.#inner.fetch(request));
    await this.#keep();
    this.#start(exchange.deliveries);
    if (exchange.advance !== null) await this.advance(exchange.advance);
    const { response, transport, latency } = exchange;
    return { response, transport, latency };
  }

  /** Moves the clock; everything that is due fires in the order of time, each at its own instant. */
  async advance(ms: number): Promise<void> {
    await this.#settled();
    for (let left = ms, done = false; !done; ) {
      const due = this.#inner.advance(left, Date.now());
      await this.#keep();
      this.#start(due.deliveries);
      await this.#settled();
      ({ left, done } = due);
    }
  }

  /** Fires what is due on a running clock. */
  async tick(): Promise<void> {
    const due = this.#inner.due(Date.now());
    await this.#keep();
    this.#start(due.deliveries);
  }

  /** When something is due next, in ms by the sandbox's clock. */
  nextDue(): number | undefined {
    return this.#inner.nextDue();
  }

  /** The sandbox's time, in ms since 1970. */
  now(): number {
    return this.#inner.now(Date.now());
  }

  /** A snapshot of a namespace. */
  snapshot(namespace = ""): SandboxSnapshot {
    return this.#inner.snapshot(namespace, Date.now());
  }

  /** Puts a snapshot in place of a namespace. */
  async restore(snapshot: unknown, namespace = ""): Promise<void> {
    this.#inner.restore(namespace, snapshot, Date.now());
    await this.#keep();
  }

  /** Back to the seed: one namespace, or everything. */
  async reset(namespace?: string): Promise<void> {
    this.#inner.reset(namespace, Date.now());
    await this.#keep();
  }

  /** Adds a fault rule; returns its id. */
  addFault(rule: unknown): number {
    return this.#inner.addFault(rule);
  }

  /** Removes a fault rule; whether it was there. */
  removeFault(id: number): boolean {
    return this.#inner.removeFault(id);
  }

  /** How many requests a fault rule was applied to. */
  faultHits(id: number): number | undefined {
    return this.#inner.faultHits(id);
  }

  /** The log of requests, the oldest first. */
  requests(): Entry[] {
    return this.#inner.requests();
  }

  /** Everything durable, as JSON. All changes that it holds have been handed to the journal. */
  dump(): string {
    this.#handOver();
    return this.#inner.dump();
  }

  /** Takes a dump back; throws where it is none of this version. */
  load(dump: string): void {
    this.#inner.load(dump);
  }

  /** Makes a change of the journal again; throws where it does not fit. */
  replay(change: string): void {
    this.#inner.replay(change);
  }

  /** After the last `replay`: deliveries that were under way are due again. */
  resume(): void {
    this.#inner.resume(Date.now());
  }

  /** Hands what has changed to the journal. */
  #handOver(): void {
    const changes = this.#inner.takeJournal();
    if (changes.length > 0) this.#kept = this.#init.journal?.(changes);
  }

  /** The same; resolves when that and everything before it is kept. */
  async #keep(): Promise<void> {
    this.#handOver();
    await this.#kept;
  }

  /** Waits for the deliveries that are under way. */
  async #settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #start(deliveries: Delivery[]): void {
    for (const delivery of deliveries) {
      const work = this.#deliver(delivery)
        // Nobody awaits it but `advance`; whoever keeps the journal knows of its failures.
        .catch(() => {})
        .finally(() => this.#underWay.delete(work));
      this.#underWay.add(work);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    let status: number | undefined;
    try {
      status = await this.#send(delivery);
    } catch {
      // No response: it is tried again later.
    }
    this.#inner.settle(delivery, status, Date.now());
    await this.#keep();
  }

  async #send(delivery: Delivery): Promise<number> {
    const { onWebhook } = this.#init;
    if (!onWebhook) return this.#inner.deliver(delivery, AbortSignal.timeout(DELIVERY_TIMEOUT));
    await onWebhook(delivery);
    return 200;
  }
}
