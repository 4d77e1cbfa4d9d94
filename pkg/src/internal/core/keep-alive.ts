// Chromium ends the service worker of an extension about 30 s after its last event. A pending fetch or
// timer does not count, but each call of an extension API does.

const INTERVAL = 20_000;

interface ExtensionRuntime {
  getPlatformInfo(): Promise<unknown>;
}

let timer: ReturnType<typeof setInterval> | undefined;

/** Keeps the service worker of an extension alive, while `active`. Does nothing anywhere else. */
export function keepAlive(active: boolean): void {
  if (!active) {
    clearInterval(timer);
    timer = undefined;
    return;
  }
  const runtime = extensionRuntime();
  if (!runtime || timer !== undefined) return;
  timer = setInterval(() => {
    // An extension that was reloaded meanwhile throws here, and has nothing left to keep alive.
    try {
      runtime.getPlatformInfo().catch(() => {});
    } catch {
      keepAlive(false);
    }
  }, INTERVAL);
}

function extensionRuntime(): ExtensionRuntime | undefined {
  if (!("ServiceWorkerGlobalScope" in globalThis)) return undefined;
  const { chrome } = globalThis as {
    chrome?: { runtime?: Partial<ExtensionRuntime> & { id?: string } };
  };
  const runtime = chrome?.runtime;
  return runtime?.id !== undefined && typeof runtime.getPlatformInfo === "function"
    ? (runtime as ExtensionRuntime)
    : undefined;
}
