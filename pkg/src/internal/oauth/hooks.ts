// Finds out whether a call comes from within one of the session's own hooks: it would wait for the
// hook, and the hook for it. Needs asynchronous context, which browsers do not have yet; there, the
// bound on hooks ends such a wait.

interface Running {
  readonly session: object;
  ended: boolean;
}

interface Context {
  run<T>(store: Running, run: () => T): T;
  getStore(): Running | undefined;
}

interface Host {
  process?: {
    getBuiltinModule?(name: string): { AsyncLocalStorage?: new () => Context } | undefined;
  };
}

let context: Context | undefined;

/** Runs a hook of this session. */
export async function runHook<T>(session: object, run: () => T | PromiseLike<T>): Promise<T> {
  const { process }: Host = globalThis as Host;
  const { AsyncLocalStorage } = process?.getBuiltinModule?.("node:async_hooks") ?? {};
  if (AsyncLocalStorage) context ??= new AsyncLocalStorage();
  if (!context) return run();
  const running = { session, ended: false };
  try {
    return await context.run(running, run);
  } finally {
    running.ended = true;
  }
}

/** Whether what runs now was started by a hook of this session that has not ended. */
export function isInHook(session: object): boolean {
  const running = context?.getStore();
  return running?.session === session && !running.ended;
}
