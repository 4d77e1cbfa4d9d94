// One engine per process: copies of the package and the layers of bundlers share it, and with it the
// rate limits. Copies of different builds have engines of their own.

import { createGlue } from "../generated/glue.js";
import { build } from "../generated/build.js";
import { instantiate } from "../loading/instantiate.js";
import { loadError } from "../loading/load-error.js";
import { currentSource, setSource } from "../loading/source.js";
import { Engine } from "./engine.js";

interface Shared {
  engine?: Engine | undefined;
  loading?: Promise<Engine> | undefined;
  functions?: WeakMap<Function, number>;
  functionCount?: number;
}

const KEY = Symbol.for(`webwork-sdk.engine.${build}`);

function shared(): Shared {
  const holder = globalThis as { [KEY]?: Shared };
  return (holder[KEY] ??= {});
}

/** The engine, if it is running already. */
export function runningEngine(): Engine | undefined {
  const { engine } = shared();
  return engine?.isBroken ? undefined : engine;
}

/** The engine. A failed load is not remembered: the next call tries again. */
export function loadEngine(): Promise<Engine> {
  const state = shared();
  state.loading ??= load().then(
    (engine) => {
      state.loading = undefined;
      state.engine = engine;
      return engine;
    },
    (cause: unknown) => {
      state.loading = undefined;
      throw loadError(cause);
    },
  );
  return state.loading;
}

async function load(): Promise<Engine> {
  const source = currentSource();
  const glue = createGlue();
  const { module, instance } = await instantiate(await source.get(), glue.imports);
  // Kept for the next instance, should this one trap: a Response can be read only once.
  if (source === currentSource()) setSource(() => module, source.isolated);
  glue.attach(instance);
  if (source.isolated) glue.isolateCalls();
  return new Engine(glue);
}

/** A name for a function, the same in all copies of the package. */
export function nameOfFunction(one: Function): string {
  const state = shared();
  state.functions ??= new WeakMap();
  let number = state.functions.get(one);
  if (number === undefined) {
    number = state.functionCount = (state.functionCount ?? 0) + 1;
    state.functions.set(one, number);
  }
  return `function ${number}`;
}
