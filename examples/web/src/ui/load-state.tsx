import type { Dashboard } from "../state/dashboard.ts";
import { ProblemNote } from "./problem-note.tsx";

/** How far the load is, with a way to stop it and to go on. */
export function LoadState({ dashboard }: { dashboard: Dashboard }) {
  const { entries, period } = dashboard;
  const status = entries.status.value;
  const goOn = () => entries.load(period.value);
  switch (status.state) {
    case "loading": {
      const wait = status.etaMs > 2_000 ? `, about ${Math.ceil(status.etaMs / 1000)} s left` : "";
      return (
        <div class="load">
          <progress aria-label="Days loaded" value={status.done} max={status.total} />
          <span>
            {status.done} of {status.total} days{wait}
          </span>
          <button type="button" class="small" onClick={entries.cancel}>
            Cancel
          </button>
        </div>
      );
    }
    case "stopped":
      return (
        <div class="load">
          <span role="status">
            Stopped at {status.done} of {status.total} days. The hours are not complete.
          </span>
          <button type="button" class="small" onClick={goOn}>
            Continue
          </button>
        </div>
      );
    case "failed":
      return <ProblemNote problem={status.problem} onRetry={goOn} />;
    case "ready":
      return null;
  }
}
