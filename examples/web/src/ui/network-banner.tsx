import type { Dashboard } from "../state/dashboard.ts";

/** Says what the network is like, as long as it is not well. */
export function NetworkBanner({ dashboard }: { dashboard: Dashboard }) {
  const { online, lost, slow } = dashboard.connection.network;
  const [tone, text] = !online.value
    ? ["bad", "You are offline. What you see may be out of date; it loads again when you are back."]
    : lost.value
      ? ["bad", "No connection to WebWork. Trying again every few seconds."]
      : slow.value
        ? ["warning", "The network is slow: still waiting for WebWork."]
        : ["good", ""];
  // The element stays, because screen readers announce only what changes inside of it.
  return (
    <div role="status" class={`banner ${tone}`} hidden={text === ""}>
      {text}
    </div>
  );
}
