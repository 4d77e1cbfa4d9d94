// Every check of the project, in groups. A group is a command of its own (`npm run lint`) and a job of
// CI; `npm test` runs them all.
//
//   build      whether the group needs the built package
//   programs   what it needs of programs.mjs
//   parallel   whether its checks run side by side: where one computes and another waits
//   checks     each with
//     title
//     command    the program and its arguments
//     count      how to find the number of tests in the output; without it, the check counts as one
//     chromium   whether wasm-bindgen-test shall run it in Chromium instead of Node.js

import { join } from "node:path";
import { filesIn } from "./files.mjs";
import { root } from "./steps.mjs";
import { cargoSummary, nodeSummary } from "./summaries.mjs";

const CRATES = ["webwork-sdk", "webwork-sandbox"];
const WASM = ["--target", "wasm32-unknown-unknown"];
const NO_WARNINGS = ["--", "-D", "warnings"];
const TEST = ["--test", "--test-reporter=spec"];

export const groups = {
  lint: {
    checks: [
      { title: "Biome", command: [tool("biome"), "check", "--error-on-warnings"] },
      { title: "cargo fmt", command: ["cargo", "fmt", "--all", "--check"] },
      {
        title: "cargo clippy",
        command: ["cargo", "clippy", "--workspace", "--all-targets", ...NO_WARNINGS],
      },
      ...CRATES.map((crate) => ({
        title: `cargo clippy for wasm, ${crate}`,
        command: ["cargo", "clippy", ...WASM, "-p", crate, "--all-targets", ...NO_WARNINGS],
      })),
    ],
  },
  typecheck: {
    build: true,
    checks: typescriptProjects().map((project) => ({
      title: `tsc, ${project}`,
      command: [tool("tsc"), "--noEmit", "-p", project],
    })),
  },
  unit: {
    build: true,
    parallel: true,
    checks: [
      {
        title: "cargo test",
        command: ["cargo", "test", "--workspace", "--no-fail-fast"],
        count: cargoSummary,
      },
      {
        title: "the tests of scripts and benchmarks",
        command: [process.execPath, ...TEST, ...testsOf("scripts"), ...testsOf("js-tests/bench")],
        count: nodeSummary,
      },
      { title: "size", command: ["cargo", "xtask", "size"] },
      {
        title: "the packed package",
        command: [process.execPath, "js-tests/run.mjs"],
        count: nodeSummary,
      },
    ],
  },
  examples: {
    build: true,
    programs: ["chromium", "firefox", "webkit", "webkitdriver"],
    checks: [
      {
        title: "examples for Node.js",
        command: [process.execPath, "examples/node/tests/run.mjs"],
        count: nodeSummary,
      },
      {
        title: "the web dashboard, in browsers",
        command: [process.execPath, ...TEST, ...testsOf("examples/web/tests")],
        count: nodeSummary,
      },
      {
        title: "the extension, in Chromium and Firefox",
        command: [process.execPath, ...TEST, ...testsOf("examples/extension")],
        count: nodeSummary,
      },
    ],
  },
  wasm: {
    programs: ["chromium", "chromedriver"],
    checks: CRATES.flatMap((crate) =>
      ["Node.js", "Chromium"].map((place) => ({
        title: `wasm-bindgen-test in ${place}, ${crate}`,
        command: ["cargo", "test", ...WASM, "-p", crate, "--lib", "--tests", "--no-fail-fast"],
        count: cargoSummary,
        chromium: place === "Chromium",
      })),
    ),
  },
  faults: {
    build: true,
    programs: ["chromium", "firefox"],
    checks: [
      {
        title: "faults, with the packed package",
        command: [process.execPath, "scripts/faults.mjs"],
        count: nodeSummary,
      },
    ],
  },
  docs: {
    build: true,
    programs: ["chromium"],
    checks: [
      {
        title: "the docs' site, its links, its search and its snippets",
        command: [process.execPath, "scripts/docs.mjs", "--test"],
        count: nodeSummary,
      },
    ],
  },
  schemathesis: {
    build: true,
    checks: [
      {
        title: "schemathesis, with the contract and the sandbox's server",
        command: [process.execPath, "scripts/schemathesis.mjs"],
      },
    ],
  },
  runtimes: {
    build: true,
    programs: ["chromium", "firefox", "webkit"],
    checks: [
      {
        title: "runtimes, with the packed package",
        command: [process.execPath, "scripts/runtimes.mjs"],
        count: nodeSummary,
      },
      {
        title: "the packed package in browsers that are driven",
        command: [process.execPath, "js-tests/run.mjs", "--browsers"],
        count: nodeSummary,
      },
    ],
  },
};

function tool(name) {
  return join(root, "node_modules/.bin", name);
}

/** The tests beside the sources of a folder, at any depth. */
function testsOf(folder) {
  return filesIn(folder).filter((file) => file.endsWith(".test.mjs"));
}

/** Every tsconfig.json: an example is type-checked by having one, or by examples/tsconfig.json. */
function typescriptProjects() {
  return ["pkg", "js-tests", "examples"]
    .flatMap(filesIn)
    .filter((file) => /(^|\/)tsconfig[^/]*\.json$/.test(file));
}
