// The options: who the timer is for. Signing in is the worker's work.

import { byId, fill, make, setDirection, text } from "../shared/dom.ts";
import { type Message, type SignIn, send } from "../shared/messages.ts";
import { type Account, onChange, read, type Service } from "../shared/storage.ts";

const form = byId("sign-in", HTMLFormElement);
const submit = byId("submit", HTMLButtonElement);
const workspace = byId("workspace", HTMLSelectElement);
const LABELS = {
  sandbox: "Use the sandbox",
  token: "Sign in",
  oauth: "Sign in with WebWork",
} as const;

setDirection();
text("redirect", chrome.identity.getRedirectURL());
form.addEventListener("change", showKind);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn();
});
workspace.addEventListener("change", () => {
  void change({ type: "workspace", workspaceId: Number(workspace.value) }).then(show);
});
byId("sign-out", HTMLButtonElement).addEventListener("click", () => {
  void change({ type: "sign-out" });
});
onChange(["account"], () => void show());
showKind();
void show();
// Wakes the worker up, which opens the sandbox if nobody has signed in.
void send({ type: "sync" });

async function signIn(): Promise<void> {
  const request = asked();
  const origins = loopback(request.service);
  // Has to come first: browsers only show the question as a response to a click.
  if (origins.length > 0 && !(await chrome.permissions.request({ origins }))) return;
  const label = submit.textContent;
  submit.disabled = true;
  submit.textContent = "Signing in…";
  await change({ type: "sign-in", request });
  submit.disabled = false;
  submit.textContent = label;
}

function asked(): SignIn {
  const values = new FormData(form);
  const value = (name: string) => String(values.get(name) ?? "").trim();
  const kind = kindChosen();
  const service: Service = {};
  const names =
    kind === "oauth"
      ? (["baseUrl", "clientId", "authorizeUrl", "tokenUrl"] as const)
      : kind === "token"
        ? (["baseUrl"] as const)
        : [];
  for (const name of names) if (value(name)) service[name] = value(name);
  return { kind, service, ...(kind === "token" && { token: value("token") }) };
}

/** Match patterns of the services on this computer, which the extension may not reach by default. */
const loopback = ({ baseUrl = "", tokenUrl = "" }: Service) =>
  [baseUrl, tokenUrl].flatMap((url) => {
    const [origin] = /^http:\/\/(127\.0\.0\.1|localhost)(?=[:/])/.exec(url) ?? [];
    return origin ? [`${origin}/*`] : [];
  });

/** Sends a message, and shows what went wrong. */
async function change(message: Message): Promise<void> {
  const error = byId("error", HTMLElement);
  error.hidden = true;
  const problem = await send(message);
  error.hidden = problem === undefined;
  error.textContent = problem ?? "";
  if (!problem) byId("token", HTMLInputElement).value = "";
}

function kindChosen(): Account["kind"] {
  const kind = new FormData(form).get("kind");
  return kind === "token" || kind === "oauth" ? kind : "sandbox";
}

function showKind(): void {
  const kind = kindChosen();
  for (const part of document.querySelectorAll<HTMLElement>("[data-kind]"))
    part.hidden = !part.dataset["kind"]?.split(" ").includes(kind);
  byId("token", HTMLInputElement).required = kind === "token";
  byId("clientId", HTMLInputElement).required = kind === "oauth";
  submit.textContent = LABELS[kind];
}

async function show(): Promise<void> {
  const account = await read("account");
  if (!account) return text("account", "Opening the sandbox…");
  const { kind, workspaces, workspaceId, workspaceName } = account;
  text(
    "account",
    kind === "sandbox"
      ? "You are using the sandbox. Nothing leaves your computer."
      : `Signed in to ${workspaceName}, ${kind === "token" ? "with an access token" : "with OAuth"}.`,
  );
  byId("sign-out", HTMLButtonElement).hidden = kind === "sandbox";
  byId("workspace-row", HTMLElement).hidden = workspaces.length < 2;
  fill(workspace, workspaces, () =>
    workspaces.map(({ id, name }) => make("option", { value: String(id) }, name)),
  );
  workspace.value = String(workspaceId);
}
