// Not places to run in, but what holds the manifest and the types against the ways they are read.

const PACKAGE = "../../node_modules/webwork-sdk";

export default [
  {
    name: "publint",
    title: "publint",
    version: "publint",
    checks: [["publint", PACKAGE, "--strict"]],
  },
  // The wasm is a file to serve, with no types of its own.
  {
    name: "attw",
    title: "Are the types wrong?, `esm-only`",
    version: "@arethetypeswrong/cli",
    checks: [
      ["attw", "--pack", PACKAGE, "--profile", "esm-only", "--exclude-entrypoints", "webwork.wasm"],
    ],
  },
].map((one) => ({ ...one, loads: "–", promise: "clean" }));
