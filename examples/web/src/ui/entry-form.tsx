// The form for one entry. It checks nothing itself: the SDK validates before anything is sent and lists
// all that is wrong (`issues`), the server may add to that (`errors`), and both go to the fields.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { TimeEntry } from "webwork-sdk";
import type { Problem } from "../lib/problems.ts";
import type { Dashboard } from "../state/dashboard.ts";
import type { Draft } from "../state/edits.ts";
import { ContractOptions } from "./contract-options.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { ProblemNote } from "./problem-note.tsx";

interface EntryFormProps {
  readonly dashboard: Dashboard;
  /** The entry to change; without one, the form adds one. */
  readonly entry: TimeEntry | undefined;
  readonly draft: Draft;
  readonly onClose: () => void;
}

/** Names of parameters, by the field that they are entered in. */
const PARAMETERS = {
  date: ["date"],
  start: ["start_time"],
  end: ["end_time"],
  contractId: ["contract_id", "project_id"],
  notes: ["notes"],
} as const satisfies Record<keyof Draft, readonly string[]>;

export function EntryForm({ dashboard, entry, draft, onClose }: EntryFormProps) {
  const { edits, people } = dashboard;
  const values = useSignal(draft);
  const problem = useSignal<Problem | undefined>(undefined);
  const saving = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const contracts = people.contracts.now.value.value ?? [];

  const set = (change: Partial<Draft>) => {
    values.value = { ...values.value, ...change };
  };
  const errorOf = (field: keyof Draft) =>
    PARAMETERS[field].map((name) => problem.value?.fields[name]).find(Boolean);

  const save = async (event: Event) => {
    event.preventDefault();
    if (saving.value) return;
    saving.value = true;
    problem.value = entry ? await edits.change(entry, values.value) : await edits.add(values.value);
    saving.value = false;
    if (!problem.value) onClose();
  };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problem.value]);

  return (
    <Dialog title={entry ? "Edit time" : "Add time"} onClose={onClose}>
      <form ref={form} noValidate onSubmit={save}>
        {problem.value && <ProblemNote problem={problem.value} />}
        <Field label="Date" error={errorOf("date")}>
          {(control) => (
            <input
              {...control}
              type="date"
              value={values.value.date}
              onInput={(event) => set({ date: event.currentTarget.value })}
            />
          )}
        </Field>
        <div class="pair">
          <Field label="Start" error={errorOf("start")}>
            {(control) => (
              <input
                {...control}
                type="time"
                value={values.value.start}
                onInput={(event) => set({ start: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field label="End" error={errorOf("end")}>
            {(control) => (
              <input
                {...control}
                type="time"
                value={values.value.end}
                onInput={(event) => set({ end: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Project" error={errorOf("contractId")}>
          {(control) => (
            <select
              {...control}
              value={values.value.contractId ?? ""}
              onChange={({ currentTarget: { value } }) =>
                set({ contractId: value ? Number(value) : undefined })
              }
            >
              <ContractOptions contracts={contracts} />
            </select>
          )}
        </Field>
        <Field label="Notes" error={errorOf("notes")}>
          {(control) => (
            <textarea
              {...control}
              dir="auto"
              rows={2}
              value={values.value.notes}
              onInput={(event) => set({ notes: event.currentTarget.value })}
            />
          )}
        </Field>
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-disabled={saving.value}>
            {saving.value ? "Saving …" : "Save"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
