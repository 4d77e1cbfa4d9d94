// The types of both entries, in a program as users write it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const PROGRAM = `
import { AuthenticationError, WebWork } from "webwork-sdk";
import {
  chromeStorageStore,
  localStorageStore,
  memoryStore,
  OAuth,
  type Session,
  type TokenSet,
  type TokenStore,
} from "webwork-sdk/oauth";
import { parseWebhook, testEvent, type WebhookDelivery } from "webwork-sdk/webhooks";

const oauth = new OAuth({ clientId: "app", redirectUri: "https://app.example/callback" });
// @ts-expect-error clientId is missing
new OAuth({});
const store: TokenStore = memoryStore();
const session: Session = oauth.session(store);
export const webwork = new WebWork({ token: session.token });
session.onEnd(({ reason }) => {
  const known: "signed_out" | "refused" | "expired" = reason;
  void known;
})();
oauth.session({ ...localStorageStore("key"), lock: (name, run) => navigator.locks.request(name, run) });
oauth.session({ load: async () => undefined, save: async (tokens: TokenSet | null) => void tokens });
// @ts-expect-error save must take null: it deletes
oauth.session({ load: () => null, save: (tokens: TokenSet) => void tokens });
chromeStorageStore({
  get: async () => ({}),
  set: async () => undefined,
  remove: async () => undefined,
});

export async function signIn(url: URL): Promise<void> {
  const { state, codeVerifier } = await oauth.authorizationUrl({ scopes: ["read", "later"] });
  const query: Record<string, string> = Object.fromEntries(url.searchParams);
  await store.save(
    await oauth.exchangeCode({ ...query, expectedState: state, codeVerifier }),
  );
  // @ts-expect-error the verifier is missing
  await oauth.exchangeCode({ ...query, expectedState: state });
}

export function why(error: AuthenticationError): string | undefined {
  return error.oauthError ?? error.description;
}

export async function receive(request: Request): Promise<string> {
  const delivery: WebhookDelivery = await parseWebhook(request, { token: ["a", "b"], received: null });
  // @ts-expect-error the body is unknown
  delivery.body.id;
  if (delivery.type === "tracker.started") {
    const narrowed: string = delivery.type;
    return narrowed;
  }
  testEvent("tracker.started", { id: 1 });
  await parseWebhook("{}", { token: "a", received: "a", maxBytes: 10 });
  // @ts-expect-error a token that may be missing must not let everybody in
  await parseWebhook("{}", { token: undefined, received: "a" });
  return delivery.type ?? delivery.hash;
}
`;

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "ES2022",
};

const DOM = { lib: ["ES2022", "DOM", "DOM.Iterable", "ESNext.Disposable"], types: [] };

for (const [title, program, options] of [
  ["bundler, with the DOM", PROGRAM, { module: "ESNext", moduleResolution: "bundler", ...DOM }],
  ["nodenext, with the DOM", PROGRAM, { module: "NodeNext", ...DOM }],
  [
    "nodenext, with Node's types alone",
    PROGRAM.replace("navigator.locks.request(name, run)", "run()"),
    { module: "NodeNext", lib: ["ES2022", "ESNext.Disposable"], types: ["node"] },
  ],
])
  test(`a program that signs in and takes webhooks compiles: ${title}`, (t) => {
    const folder = mkdtempSync(join(process.cwd(), "types-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "program.mts"), program);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: { ...OPTIONS, ...options },
        files: ["program.mts"],
      }),
    );
    try {
      execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", folder], {
        encoding: "utf8",
      });
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  });
