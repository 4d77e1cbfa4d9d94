import assert from "node:assert/strict";
import { test } from "node:test";
import { isAtLeast, requiredVersions } from "./setup.mjs";

test("versions are compared as numbers, by major and minor", () => {
  for (const [text, required, expected] of [
    ["20.19.0", "20.19", true],
    ["20.18.3", "20.19", false],
    ["24.0.1", "20.19", true],
    ["18.20.0", "20.19", false],
    ["cargo 1.95.0 (abc 2026-04-14)", "1.95", true],
    ["cargo 1.100.0", "1.95", true],
    ["cargo 1.94.1", "1.95", false],
  ])
    assert.equal(isAtLeast(text, required), expected, `${text}, ${required}`);
});

test("the required versions are read from Cargo.toml and package.json", () => {
  const { rust, node } = requiredVersions();
  assert.match(rust, /^1\.\d+$/);
  assert.match(node, /^\d+\.\d+$/);
});
