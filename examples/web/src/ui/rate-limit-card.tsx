import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { WebWork } from "webwork-sdk";
import type { Network } from "../sdk/network.ts";

interface RateLimitCardProps {
  readonly network: Network;
  readonly webwork: WebWork;
}

/** How many requests may be sent now. The SDK waits by itself; this shows that it does, and why. */
export function RateLimitCard({ network, webwork }: RateLimitCardProps) {
  const now = useSignal(performance.now());
  const state = useSignal(webwork.rateLimit);
  useEffect(() => {
    const read = () => {
      now.value = performance.now();
      // The same object until it changes, so nothing is drawn while nothing happens.
      state.value = webwork.rateLimit;
    };
    // After each response, and each second: permits come back as time passes.
    const unsubscribe = network.limit.subscribe(read);
    const timer = setInterval(read, 1000);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [webwork]);
  const { limit = 60, remaining = limit } = state.value;
  const wait = network.wait.value;
  const waitSeconds = wait ? Math.ceil((wait.until - now.value) / 1000) : 0;
  return (
    <section class="card" aria-labelledby="limit">
      <h2 id="limit">Rate limit</h2>
      <meter
        aria-labelledby="limit"
        min={0}
        max={limit}
        low={limit / 4}
        optimum={limit}
        value={remaining}
      >
        {remaining} of {limit}
      </meter>
      <p class="muted small">
        {wait && waitSeconds > 0
          ? `Waiting ${waitSeconds} s for the next request; ${wait.queued} queued.`
          : `${remaining} of ${limit} requests left this minute.`}
      </p>
    </section>
  );
}
