import { useSignal } from "@preact/signals";
import type { SandboxRole } from "webwork-sdk/sandbox";
import type { Demo, Trouble } from "../sdk/demo.ts";
import type { Dashboard } from "../state/dashboard.ts";
import { switchRole } from "../state/session.ts";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";

const ROLES: readonly { role: SandboxRole; label: string }[] = [
  { role: "owner", label: "Owner" },
  { role: "executive_manager", label: "Executive manager" },
  { role: "team_manager", label: "Team manager" },
  { role: "member", label: "Member" },
];

interface DemoPanelProps {
  readonly dashboard: Dashboard;
  readonly demo: Demo;
}

/** What one can do to the demo's server, to see what the SDK makes of it. */
export function DemoPanel({ dashboard, demo }: DemoPanelProps) {
  const skipping = useSignal(false);
  return (
    <section class="card demo" aria-labelledby="demo">
      <h2 id="demo">Make trouble</h2>
      <p class="muted small">The server of the demo is in this page. Make it fail, and watch.</p>
      <Field label="What goes wrong">
        {(control) => (
          <select
            {...control}
            value={demo.trouble.value}
            onChange={(event) => demo.setTrouble(event.currentTarget.value as Trouble)}
          >
            {Object.entries(demo.troubles).map(([trouble, { label }]) => (
              <option key={trouble} value={trouble}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Act as">
        {(control) => (
          <select
            {...control}
            value={demo.role.value}
            onChange={(event) => switchRole(demo, event.currentTarget.value as SandboxRole)}
          >
            {ROLES.map(({ role, label }) => (
              <option key={role} value={role}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button
        type="button"
        class="small"
        aria-disabled={skipping.value}
        onClick={async () => {
          if (skipping.value) return;
          skipping.value = true;
          await demo.skip(30);
          await dashboard.tracker.current.reload();
          skipping.value = false;
        }}
      >
        <Icon name="forward" />
        Let 30 minutes pass
      </button>
    </section>
  );
}
