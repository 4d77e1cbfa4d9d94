import type { Network } from "../sdk/network.ts";

/** Says what the network is like, as long as it is not well. */
export function NetworkBanner({ network }: { network: Network }) {
  const { tone, text } = stateOf(network);
  // The element stays, because screen readers announce only what changes inside of it.
  return (
    <div role="status" class={`banner ${tone}`}>
      {text}
    </div>
  );
}

function stateOf({ online, lost, slow, wait, limit }: Network): { tone: string; text: string } {
  if (!online.value) {
    const text =
      "You are offline. What you see may be out of date; it loads again when you are back.";
    return { tone: "bad", text };
  }
  if (lost.value)
    return { tone: "bad", text: "No connection to WebWork. Trying again every few seconds." };
  if (slow.value)
    return { tone: "warning", text: "The network is slow: still waiting for WebWork." };
  if (wait.value)
    return {
      tone: "warning",
      text: `WebWork allows ${limit.value?.limit ?? 60} requests a minute. Waiting for the next one; nothing is lost.`,
    };
  return { tone: "good", text: "" };
}
