// Counting tests in what test runners print. A test that was skipped counts as failed, so that none is
// forgotten.

/** @typedef {{ passed: number, failed: number }} Count */

/** @returns {Count} */
export function cargoSummary(text) {
  return sum(
    text.matchAll(
      /^test result: .*?(?<passed>\d+) passed; (?<failed>\d+) failed; (?<ignored>\d+) ignored/gm,
    ),
  );
}

/** @returns {Count} */
export function nodeSummary(text) {
  return sum(
    text.matchAll(
      /^(?:ℹ|#) (?:pass (?<passed>\d+)|(?:fail|cancelled|skipped|todo) (?<failed>\d+))$/gm,
    ),
  );
}

function sum(matches) {
  const count = { passed: 0, failed: 0 };
  for (const { groups } of matches) {
    count.passed += Number(groups.passed ?? 0);
    count.failed += Number(groups.failed ?? 0) + Number(groups.ignored ?? 0);
  }
  return count;
}
