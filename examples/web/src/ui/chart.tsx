// The hours of each day as bars. It is a list of links, with the sum of the day as their text, so it says
// the same to those who do not see it; the table below has the details.

import { daysOf, formatDay, longDay } from "../lib/days.ts";
import { byProject, minutesOf, type ProjectSum } from "../lib/sums.ts";
import { formatMinutes } from "../lib/times.ts";
import type { Dashboard } from "../state/dashboard.ts";

/** The colours of the chart; all other projects share the last one. */
const COLOURS = 6;

export function Chart({ dashboard }: { dashboard: Dashboard }) {
  const { span } = dashboard.period.value;
  const byDay = dashboard.entries.byDay.value;
  const days = daysOf(dashboard.period.value);
  const entriesOf = (day: string) => byDay.get(day) ?? [];
  const minutes = new Map(days.map((day) => [day, minutesOf(entriesOf(day))]));
  const projects = byProject(days.flatMap(entriesOf));
  const colourOf = (name: string | undefined) =>
    Math.min(
      projects.findIndex((project) => project.name === name),
      COLOURS - 1,
    );
  // The axis ends at a full two hours, and never below eight.
  const top = Math.max(8, 2 * Math.ceil(Math.max(0, ...minutes.values()) / 120));
  const today = dashboard.connection.today();

  return (
    <figure class="chart" style={{ "--days": days.length, "--steps": top / 2 }}>
      <div class="axis" aria-hidden="true">
        {Array.from({ length: top / 2 + 1 }, (_, step) => (
          <span key={step}>{formatMinutes(60 * (top - 2 * step))}</span>
        ))}
      </div>
      <ol class={`bars ${span}`}>
        {days.map((day) => (
          <li key={day} class={day === today ? "today" : undefined}>
            <a
              href={`#day-${day}`}
              class={byDay.has(day) ? undefined : "unknown"}
              title={`${longDay(day)}: ${formatMinutes(minutes.get(day) ?? 0)}`}
            >
              <span class="hidden">
                {longDay(day)}:{" "}
                {byDay.has(day) ? formatMinutes(minutes.get(day) ?? 0) : "not loaded"}
              </span>
              <Bar sums={byProject(entriesOf(day))} top={top * 60} colourOf={colourOf} />
            </a>
            <span class="label" aria-hidden="true">
              {span === "week" && <span>{formatDay(day, { weekday: "short" })}</span>}
              {formatDay(day, { day: "numeric" })}
            </span>
          </li>
        ))}
      </ol>
      <figcaption>
        <ul class="legend" aria-label="Projects">
          {projects.map(({ name, minutes }) => (
            <li key={name}>
              <span class={`swatch series-${colourOf(name)}`} aria-hidden="true" />
              <bdi>{name ?? "No project"}</bdi>
              <span class="muted">{formatMinutes(minutes)}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

interface BarProps {
  readonly sums: readonly ProjectSum[];
  /** Minutes of the whole height. */
  readonly top: number;
  readonly colourOf: (name: string | undefined) => number;
}

function Bar({ sums, top, colourOf }: BarProps) {
  return (
    <span class="stack" aria-hidden="true">
      {sums.map(({ name, minutes }) => (
        <span
          key={name}
          class={`series-${colourOf(name)}`}
          style={{ blockSize: `${(100 * minutes) / top}%` }}
        />
      ))}
    </span>
  );
}
