/** Calls a hook with a copy of the event. Hooks watch: what they do to the event, throw or reject changes nothing. */
export function notify<E extends object>(
  hook: ((event: E) => unknown) | undefined,
  event: E,
): void {
  if (!hook) return;
  try {
    const result = hook({ ...event });
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // See above.
  }
}
