import { useSignal } from "@preact/signals";
import { explain, type Problem } from "../lib/problems.ts";
import { type DemoSignIn, goToSignIn, hasOAuth } from "../sdk/oauth.ts";
import {
  beginDemoSignIn,
  open,
  signInProblem,
  signInWithToken,
  tryDemo,
} from "../state/session.ts";
import { Consent } from "./consent.tsx";
import { Field } from "./field.tsx";
import { Logo } from "./icon.tsx";
import { ProblemNote } from "./problem-note.tsx";

export function SignIn() {
  const token = useSignal("");
  const remember = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const consent = useSignal<DemoSignIn | undefined>(undefined);

  /** Runs a way to sign in, and shows what keeps it from working. */
  const attempt = async (action: () => unknown) => {
    problem.value = undefined;
    try {
      await action();
    } catch (error) {
      problem.value = explain(error);
    }
  };
  const shown = problem.value ?? signInProblem.value;
  const tokenError = problem.value?.fields["token"];

  return (
    <main class="sign-in">
      <div class="pitch">
        <Logo />
        <h1>Where did the week go?</h1>
        <p>
          See the hours of your team by week and month, run the tracker, correct entries and approve
          timesheets.
        </p>
        <p class="muted">
          An example of <code>webwork-sdk</code>. The demo is a whole WebWork that runs in this
          page: nothing leaves your browser, and what you change is gone when you close the tab.
        </p>
      </div>
      <div class="card">
        <h2>Sign in</h2>
        {shown && <ProblemNote problem={shown} />}
        <button type="button" class="primary wide" onClick={() => attempt(tryDemo)}>
          Try it without an account
        </button>
        <p class="or">or with your account</p>
        <button
          type="button"
          class="wide"
          onClick={() =>
            attempt(async () => {
              if (hasOAuth) await goToSignIn(remember.value);
              else consent.value = await beginDemoSignIn();
            })
          }
        >
          {hasOAuth ? "Sign in with WebWork" : "Sign in with OAuth (demo)"}
        </button>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void attempt(() => signInWithToken(token.value, remember.value));
          }}
        >
          <Field
            label="Personal access token"
            error={tokenError}
            hint="From your account’s settings."
          >
            {(control) => (
              <input
                {...control}
                type="password"
                autocomplete="off"
                spellcheck={false}
                value={token.value}
                onInput={(event) => {
                  token.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
          <label class="check">
            <input
              type="checkbox"
              checked={remember.value}
              onInput={(event) => {
                remember.value = event.currentTarget.checked;
              }}
            />
            Stay signed in on this device
          </label>
          <p class="muted small">
            Without it, the token stays in memory and is forgotten when you close or reload the
            page.
          </p>
          <button type="submit" class="wide">
            Sign in with a token
          </button>
        </form>
      </div>
      {consent.value && (
        <Consent
          request={consent.value}
          onDone={(connection) => {
            consent.value = undefined;
            open(connection);
          }}
          onFail={(error) => {
            consent.value = undefined;
            problem.value = explain(error);
          }}
        />
      )}
    </main>
  );
}
