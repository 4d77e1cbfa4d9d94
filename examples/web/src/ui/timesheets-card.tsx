import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Timesheet } from "webwork-sdk";
import type { Problem } from "../lib/problems.ts";
import { formatMinutes } from "../lib/times.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { daysOfSheet, memberOf } from "../state/timesheets.ts";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem-note.tsx";

export function TimesheetsCard({ dashboard }: { dashboard: Dashboard }) {
  const { timesheets } = dashboard;
  const remote = timesheets.sheets.now.value;
  const rejecting = useSignal<Timesheet | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  const { items = [], total = 0 } = remote.value ?? {};

  const approve = async (sheet: Timesheet) => {
    problem.value = await timesheets.approve(sheet);
    if (!problem.value) heading.current?.focus();
  };

  return (
    <section class="card" aria-labelledby="timesheets">
      <div class="title">
        <h2 id="timesheets" ref={heading} tabIndex={-1}>
          Timesheets to approve
        </h2>
        {total > 0 && <span class="badge">{total}</span>}
      </div>
      {remote.problem && (
        <ProblemNote problem={remote.problem} onRetry={timesheets.sheets.reload} />
      )}
      {problem.value && <ProblemNote problem={problem.value} />}
      {remote.state === "ready" && items.length === 0 && (
        <p class="empty">Nothing waits for you.</p>
      )}
      <ul class="sheets">
        {items.map((sheet) => {
          const name = `${memberOf(sheet)}, ${daysOfSheet(sheet)}`;
          return (
            <li key={sheet.id}>
              <div class="who">
                <span class="project">
                  <bdi>{memberOf(sheet)}</bdi>
                </span>
                <span class="muted small">
                  {daysOfSheet(sheet)} · {formatMinutes(sheet.total_minutes ?? 0)}
                </span>
              </div>
              <button
                type="button"
                class="icon-only bad"
                aria-label={`Reject ${name}`}
                title="Reject"
                onClick={() => {
                  rejecting.value = sheet;
                }}
              >
                <Icon name="close" />
              </button>
              <button
                type="button"
                class="icon-only good"
                aria-label={`Approve ${name}`}
                title="Approve"
                onClick={() => approve(sheet)}
              >
                <Icon name="check" />
              </button>
            </li>
          );
        })}
      </ul>
      {items.length < total && (
        <button type="button" class="small" onClick={timesheets.loadMore}>
          Show more
        </button>
      )}
      {rejecting.value && (
        <RejectDialog
          sheet={rejecting.value}
          onReject={(sheet, reason) => timesheets.reject(sheet, reason)}
          onClose={() => {
            rejecting.value = undefined;
            heading.current?.focus();
          }}
        />
      )}
    </section>
  );
}

interface RejectDialogProps {
  readonly sheet: Timesheet;
  readonly onReject: (sheet: Timesheet, reason: string) => Promise<Problem | undefined>;
  readonly onClose: () => void;
}

function RejectDialog({ sheet, onReject, onClose }: RejectDialogProps) {
  const reason = useSignal("");
  const problem = useSignal<Problem | undefined>(undefined);
  return (
    <Dialog title="Reject the timesheet?" onClose={onClose}>
      <form
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          problem.value = await onReject(sheet, reason.value);
          if (!problem.value) onClose();
        }}
      >
        <p>
          <bdi>{memberOf(sheet)}</bdi>, {daysOfSheet(sheet)}
        </p>
        {problem.value && <ProblemNote problem={problem.value} />}
        <Field label="Reason" hint="The member sees it." error={problem.value?.fields["reason"]}>
          {(control) => (
            <textarea
              {...control}
              dir="auto"
              rows={2}
              value={reason.value}
              onInput={(event) => {
                reason.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="danger">
            Reject
          </button>
        </div>
      </form>
    </Dialog>
  );
}
