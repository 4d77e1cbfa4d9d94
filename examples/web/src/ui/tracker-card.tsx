import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Problem } from "../lib/problems.ts";
import { formatSeconds } from "../lib/times.ts";
import type { Dashboard } from "../state/dashboard.ts";
import type { TrackerNow } from "../state/tracker.ts";
import { ContractOptions } from "./contract-options.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem-note.tsx";

export function TrackerCard({ dashboard }: { dashboard: Dashboard }) {
  const { tracker, people } = dashboard;
  const description = useSignal("");
  const contractId = useSignal<number | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const remote = tracker.current.now.value;
  const now = remote.value;
  const running = now?.running ?? false;
  const contracts = people.contracts.now.value.value ?? [];
  const project = contracts.find(({ id }) => id === now?.contractId)?.project_name;

  const toggle = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    problem.value = running
      ? await tracker.stop()
      : await tracker.start(contractId.value, description.value);
    busy.value = false;
  };

  return (
    <section class={running ? "card tracker running" : "card tracker"} aria-labelledby="tracker">
      <h2 id="tracker" class="hidden">
        Tracker
      </h2>
      <form onSubmit={toggle}>
        {running ? (
          <p class="doing">
            <bdi class="project">{now?.description || "No description"}</bdi>
            {project && <bdi class="muted">{project}</bdi>}
          </p>
        ) : (
          <>
            <Field label="What are you working on?">
              {(control) => (
                <input
                  {...control}
                  dir="auto"
                  autocomplete="off"
                  value={description.value}
                  onInput={(event) => {
                    description.value = event.currentTarget.value;
                  }}
                />
              )}
            </Field>
            <Field label="Project">
              {(control) => (
                <select
                  {...control}
                  value={contractId.value ?? ""}
                  onChange={({ currentTarget: { value } }) => {
                    contractId.value = value ? Number(value) : undefined;
                  }}
                >
                  <ContractOptions contracts={contracts} />
                </select>
              )}
            </Field>
          </>
        )}
        {now && <Clock now={now} />}
        <button type="submit" class={running ? "danger" : "primary"} aria-disabled={busy.value}>
          <Icon name={running ? "stop" : "start"} />
          {running ? "Stop the tracker" : "Start the tracker"}
        </button>
      </form>
      {remote.problem && <ProblemNote problem={remote.problem} onRetry={tracker.current.reload} />}
      {problem.value && <ProblemNote problem={problem.value} />}
    </section>
  );
}

/** The time of the day so far, which goes on while the tracker runs. */
function Clock({ now }: { now: TrackerNow }) {
  const seconds = useSignal(now.seconds);
  useEffect(() => {
    const show = () => {
      const since = now.running ? (performance.now() - now.at) / 1000 : 0;
      seconds.value = now.seconds + since;
    };
    show();
    if (!now.running) return;
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [now]);
  return (
    <p class="clock">
      {/* A timer is not announced each second; it can be read at any time. */}
      <span class="muted small">{now.running ? "Running, today" : "Today"}</span>
      <span role="timer">{formatSeconds(seconds.value)}</span>
    </p>
  );
}
