import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { TimeEntry } from "webwork-sdk";
import { daysOf, formatPeriod, isIn, longDay } from "../lib/days.ts";
import type { Problem } from "../lib/problems.ts";
import { minutesOf } from "../lib/sums.ts";
import { endOf, formatMinutes, startOf } from "../lib/times.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { type Draft, draftOf } from "../state/edits.ts";
import { EntryForm } from "./entry-form.tsx";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem-note.tsx";

/** What the form is open for. */
interface Editing {
  readonly entry?: TimeEntry;
  readonly draft: Draft;
}

export function EntriesCard({ dashboard }: { dashboard: Dashboard }) {
  const { entries, edits, period, connection } = dashboard;
  const editing = useSignal<Editing | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = period.value;
  const byDay = entries.byDay.value;
  const isComplete = daysOf(shown).every((day) => byDay.has(day));
  const days = daysOf(shown)
    .filter((day) => byDay.get(day)?.length)
    .reverse();

  const add = () => {
    const today = connection.today();
    const date = isIn(today, shown) ? today : shown.from;
    editing.value = {
      draft: { date, start: "09:00", end: "10:00", contractId: undefined, notes: "" },
    };
  };
  const remove = async (entry: TimeEntry) => {
    problem.value = await edits.remove(entry);
    // Its button is gone, and with it the focus: go on from the top of the list.
    if (!problem.value) heading.current?.focus();
  };

  return (
    <section class="card" aria-labelledby="entries-title">
      <div class="title">
        <h2 id="entries-title" ref={heading} tabIndex={-1}>
          Time entries
        </h2>
        <button type="button" class="primary" onClick={add}>
          <Icon name="add" />
          Add time
        </button>
      </div>
      {problem.value && <ProblemNote problem={problem.value} />}
      {days.length === 0 && isComplete && (
        <p class="empty">Nothing was tracked in this {shown.span}.</p>
      )}
      {days.length > 0 && (
        <table class="entries">
          <caption class="hidden">Time entries, {formatPeriod(shown)}</caption>
          <thead class="hidden">
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Work</th>
              <th scope="col">Duration</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          {days.map((day) => (
            <tbody key={day} id={`day-${day}`}>
              <tr class="day">
                <th scope="rowgroup" colSpan={2}>
                  {longDay(day)}
                </th>
                <td class="number">{formatMinutes(minutesOf(byDay.get(day) ?? []))}</td>
                <td />
              </tr>
              {byDay.get(day)?.map((entry) => (
                <EntryRow
                  key={entry.id}
                  entry={entry}
                  onEdit={() => {
                    editing.value = { entry, draft: draftOf(entry) };
                  }}
                  onDelete={() => remove(entry)}
                />
              ))}
            </tbody>
          ))}
        </table>
      )}
      {editing.value && (
        <EntryForm
          dashboard={dashboard}
          entry={editing.value.entry}
          draft={editing.value.draft}
          onClose={() => {
            editing.value = undefined;
          }}
        />
      )}
    </section>
  );
}

interface EntryRowProps {
  readonly entry: TimeEntry;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function EntryRow({ entry, onEdit, onDelete }: EntryRowProps) {
  const end = endOf(entry);
  const time = `${startOf(entry)}–${end ?? "now"}`;
  return (
    <tr>
      <td class="time">{time}</td>
      <td class="work">
        <span class="project">
          <bdi>{entry.project_name ?? "No project"}</bdi>
        </span>
        {entry.task_title && (
          <span class="task">
            <bdi>{entry.task_title}</bdi>
          </span>
        )}
        {entry.activity_description && (
          <span class="notes">
            <bdi>{entry.activity_description}</bdi>
          </span>
        )}
        <span class="method">{entry.method}</span>
      </td>
      <td class="number">{formatMinutes(entry.duration_minutes)}</td>
      <td class="buttons">
        {end && (
          <button type="button" class="icon-only" aria-label={`Edit ${time}`} onClick={onEdit}>
            <Icon name="edit" />
          </button>
        )}
        {end && (
          <button type="button" class="icon-only" aria-label={`Delete ${time}`} onClick={onDelete}>
            <Icon name="delete" />
          </button>
        )}
      </td>
    </tr>
  );
}
