import type { Connection } from "../sdk/connection.ts";
import type { DemoSignIn } from "../sdk/oauth.ts";
import { Dialog } from "./dialog.tsx";

interface ConsentProps {
  readonly request: DemoSignIn;
  readonly onDone: (connection: Connection) => void;
  readonly onFail: (error: unknown) => void;
}

/** Stands for the page of WebWork on which a user lets an app in. */
export function Consent({ request, onDone, onFail }: ConsentProps) {
  const decide = (decision: "allow" | "deny") => request.decide(decision).then(onDone, onFail);
  return (
    <Dialog title="Allow Hours to use your account?" onClose={() => decide("deny")}>
      <p>
        It asks for the scopes <strong>{request.scopes.join(" and ")}</strong>. On the real service
        this question is on WebWork’s own page.
      </p>
      <div class="actions">
        <button type="button" onClick={() => decide("deny")}>
          Deny
        </button>
        <button type="button" class="primary" onClick={() => decide("allow")}>
          Allow
        </button>
      </div>
    </Dialog>
  );
}
