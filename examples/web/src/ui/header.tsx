import type { Dashboard } from "../state/dashboard.ts";
import { nameOf } from "../state/people.ts";
import { signOut } from "../state/session.ts";
import { Icon, Logo } from "./icon.tsx";
import { ProblemNote } from "./problem-note.tsx";

export function Header({ dashboard }: { dashboard: Dashboard }) {
  const { people, connection } = dashboard;
  const workspaces = people.workspaces.now.value;
  const members = people.members.now.value;
  const problem = workspaces.problem ?? members.problem;
  return (
    <header>
      <div class="bar">
        <Logo />
        <div class="pickers">
          <label>
            <span>Workspace</span>
            <select
              value={people.workspaceId.value}
              onChange={(event) => people.chooseWorkspace(Number(event.currentTarget.value))}
            >
              {workspaces.value?.map(({ id, workspace_name }) => (
                <option key={id} value={id}>
                  {workspace_name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>Member</span>
            <select
              value={people.who.value?.userId}
              onChange={(event) => people.chooseMember(Number(event.currentTarget.value))}
            >
              {members.value?.map((member) => (
                <option key={member.id} value={member.id}>
                  {nameOf(member)}
                </option>
              ))}
            </select>
          </label>
        </div>
        {connection.demo && <span class="badge">Demo</span>}
        <button type="button" class="quiet" onClick={signOut}>
          <Icon name="leave" />
          {connection.demo ? "Leave the demo" : "Sign out"}
        </button>
      </div>
      {problem && (
        <div class="below">
          <ProblemNote problem={problem} onRetry={dashboard.retryFailed} />
        </div>
      )}
    </header>
  );
}
