import type { Network } from "../sdk/network.ts";

/** What the SDK does, from its hooks. */
export function Activity({ network }: { network: Network }) {
  return (
    <details class="card activity">
      <summary>
        <h2>What the SDK does</h2>
      </summary>
      <ol>
        {network.activity.value.map(({ id, text, tone }) => (
          <li key={id} class={tone}>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ol>
    </details>
  );
}
