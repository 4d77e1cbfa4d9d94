#!/usr/bin/env node
// The command of webwork-sdk, so that `npx webwork-sandbox` finds it by name.

await import(new URL("./dist/sandbox-cli.js", import.meta.resolve("webwork-sdk/package.json")));
