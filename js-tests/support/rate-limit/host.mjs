// A client as a store sees it, without a client: the test says what it wants, and takes what it gets.

/** `changes`: what the host reports, besides the defaults. */
export function hostOf(changes = {}) {
  const host = {
    key: "https://h key user 1",
    clock: { now: () => performance.now(), fired() {} },
    interactive: 0,
    bulk: 0,
    pausedUntil: -Infinity,
    requests: 10,
    per: 1_000,
    lease: 5_000,
    /** Permits that are over, as pairs of number and time. */
    over: [],
    /** What was granted: arrays of seven numbers. */
    grants: [],
    report() {
      const { interactive, bulk, pausedUntil, requests, per, lease, over } = host;
      host.over = [];
      return [interactive, bulk, 0, pausedUntil, requests, per, lease, ...over.flat()];
    },
    grant(...numbers) {
      host.grants.push(numbers);
      const [first, count] = numbers;
      host.taken.push(...Array.from({ length: count }, (_, index) => first + index));
      const interactive = Math.min(host.interactive, count);
      host.interactive -= interactive;
      host.bulk -= Math.min(host.bulk, count - interactive);
      host.onGrant?.(numbers);
    },
    /** How often those who wait were to report for how long. */
    told: 0,
    tell() {
      host.told++;
    },
    /** Numbers of the permits granted so far. */
    taken: [],
    ...changes,
  };
  return host;
}

/** Resolves when the host has been granted something more, even if that is nothing. */
export const nextGrant = (host) =>
  new Promise((resolve) => {
    host.onGrant = (numbers) => {
      host.onGrant = undefined;
      resolve(numbers);
    };
  });
