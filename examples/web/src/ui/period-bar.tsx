import {
  formatPeriod,
  isIn,
  nextPeriod,
  periodOf,
  previousPeriod,
  type Span,
} from "../lib/days.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { Icon } from "./icon.tsx";

const SPANS: readonly { span: Span; label: string }[] = [
  { span: "week", label: "Week" },
  { span: "month", label: "Month" },
];

export function PeriodBar({ dashboard }: { dashboard: Dashboard }) {
  const { period, connection } = dashboard;
  const shown = period.value;
  const today = connection.today();
  const choose = (span: Span) => {
    // The part of the period that people are most likely to mean.
    period.value = periodOf(span, isIn(today, shown) ? today : shown.from);
  };
  return (
    <div class="period">
      <h1 id="hours-title">{formatPeriod(shown)}</h1>
      <button
        type="button"
        class="icon-only"
        aria-label="Reload"
        onClick={() => dashboard.entries.reload(period.value)}
      >
        <Icon name="reload" />
      </button>
      <div class="group">
        <button
          type="button"
          class="icon-only"
          aria-label={`Previous ${shown.span}`}
          onClick={() => {
            period.value = previousPeriod(shown);
          }}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          onClick={() => {
            period.value = periodOf(shown.span, today);
          }}
        >
          Today
        </button>
        <button
          type="button"
          class="icon-only"
          aria-label={`Next ${shown.span}`}
          onClick={() => {
            period.value = nextPeriod(shown);
          }}
        >
          <Icon name="forward" />
        </button>
      </div>
      <fieldset class="segments">
        <legend class="hidden">Show a week or a month</legend>
        {SPANS.map(({ span, label }) => (
          <label key={span}>
            <input
              type="radio"
              name="span"
              checked={shown.span === span}
              onChange={() => choose(span)}
            />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
