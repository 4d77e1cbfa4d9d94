// The engine of this copy of the package: loaded by the first call, and again after a trap.

import { createGlue } from "../generated/glue.js";
import { instantiate } from "../loading/instantiate.js";
import { loadError } from "../loading/load-error.js";
import { currentSource, setSource } from "../loading/source.js";
import { Engine } from "./engine.js";

let running: Engine | undefined;
let loading: Promise<Engine> | undefined;

/** The engine, if it is running already. */
export function runningEngine(): Engine | undefined {
  return running?.isBroken ? undefined : running;
}

/** The engine: the running one, or a new one. A failed load is not remembered: the next call tries again. */
export function loadEngine(): Promise<Engine> {
  const engine = runningEngine();
  if (engine) return Promise.resolve(engine);
  // Where requests are isolated, a promise may end with the one that made it: the others must not wait.
  if (loading && !currentSource().isolated) return loading;
  loading = load().then(
    (engine) => {
      loading = undefined;
      running = runningEngine() ?? engine;
      return running;
    },
    (cause: unknown) => {
      loading = undefined;
      throw loadError(cause);
    },
  );
  return loading;
}

async function load(): Promise<Engine> {
  const source = currentSource();
  const glue = createGlue();
  const { module, instance } = await instantiate(await source.get(), glue.imports);
  // Kept for the next instance, should this one trap: a Response can be read only once.
  if (source === currentSource()) setSource(() => module, source.isolated);
  const core = glue.attach(instance);
  if (source.isolated) core.isolateCalls();
  return new Engine(core);
}
