// What every snippet may use without making it. prelude.mjs makes it.

declare const webwork: import("webwork-sdk").WebWork;
declare const sandbox: import("webwork-sdk/sandbox").Sandbox;
declare const token: string;
declare const day: { user_id: number; date: string };
declare const entries: import("webwork-sdk").CreateTimeEntryParams[];
/** A client of node-redis. */
declare const redis: {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
};
declare const journal: import("webwork-sdk").Journal;

/** What the snippets need of the API of browser extensions. */
declare const chrome: {
  identity: {
    getRedirectURL(): string;
    launchWebAuthFlow(options: { url: string; interactive: boolean }): Promise<string>;
  };
  storage: {
    local: {
      get(key: string): Promise<Record<string, string>>;
      set(items: Record<string, unknown>): Promise<void>;
      remove(key: string): Promise<void>;
    };
  };
  runtime: {
    sendMessage(message: unknown): Promise<{
      data?: import("webwork-sdk").TimeEntry[];
      error?: { code: string; message: string };
    }>;
    onMessage: {
      addListener(
        listener: (
          // Each snippet sends what it likes.
          message: string & { type: string; day: { user_id: number; date: string } },
          sender: unknown,
          respond: (response: unknown) => void,
        ) => boolean,
      ): void;
    };
  };
};

// Run in their own environments (js-tests/runtimes), where they are installed.
declare module "@jest/globals";
declare module "@upstash/redis";
declare module "@valkey/valkey-glide";
declare module "*/redis-over-http.mjs";
declare module "msw";
declare module "msw/node";
declare module "next/cache";
declare module "next/headers";
declare module "next/server";
declare module "vitest";
declare module "*/queue.mjs";
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
