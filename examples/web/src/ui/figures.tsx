import { daysOf, formatDay } from "../lib/days.ts";
import { busiest, minutesOf } from "../lib/sums.ts";
import { formatMinutes } from "../lib/times.ts";
import type { Dashboard } from "../state/dashboard.ts";

/** The period in three figures. */
export function Figures({ dashboard }: { dashboard: Dashboard }) {
  const byDay = dashboard.entries.byDay.value;
  const days = daysOf(dashboard.period.value);
  const minutes = new Map(days.map((day) => [day, minutesOf(byDay.get(day) ?? [])]));
  const total = minutesOf(days.flatMap((day) => byDay.get(day) ?? []));
  const worked = [...minutes.values()].filter((each) => each > 0).length;
  const most = busiest(minutes);
  const isComplete = days.every((day) => byDay.has(day));
  const short = { weekday: "short", day: "numeric", month: "short" } as const;
  return (
    <dl class="figures">
      <Figure name={isComplete ? "Total" : "Total so far"} value={formatMinutes(total)} />
      <Figure name="Per day worked" value={worked ? formatMinutes(total / worked) : "–"} />
      <Figure name="Busiest day" value={most ? formatDay(most, short) : "–"} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
