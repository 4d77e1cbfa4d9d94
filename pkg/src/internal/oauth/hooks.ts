// Finds out which hook of a session has started what runs now: a hook that calls the client would wait
// for it, and the client for the hook. Needs asynchronous context, which browsers do not have yet;
// there, the bound on hooks ends such a wait.

interface Context {
  run<T>(hook: object, run: () => T): T;
  getStore(): object | undefined;
}

interface Host {
  process?: {
    getBuiltinModule?(name: string): { AsyncLocalStorage?: new () => Context } | undefined;
  };
}

let context: Context | undefined;

/** Runs a function. What it starts can be told by `currentHook`. */
export function runAs<T>(hook: object, run: () => T): T {
  const { process }: Host = globalThis as Host;
  const { AsyncLocalStorage } = process?.getBuiltinModule?.("node:async_hooks") ?? {};
  if (AsyncLocalStorage) context ??= new AsyncLocalStorage();
  return context ? context.run(hook, run) : run();
}

export function currentHook(): object | undefined {
  return context?.getStore();
}
