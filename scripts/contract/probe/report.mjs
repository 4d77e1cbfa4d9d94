// The probe's findings as Markdown, fit for a bug report.

const RATE_LIMIT = /^(x-)?rate-?limit|^retry-after$/i;

/** Header names by the number of responses, and the values of rate-limit headers. */
export function headerTable() {
  const names = new Map();
  const values = new Map();
  return {
    add(headers) {
      for (const [name, value] of headers) {
        if (!/^[a-z0-9-]{1,60}$/i.test(name)) continue;
        names.set(name, (names.get(name) ?? 0) + 1);
        if (RATE_LIMIT.test(name))
          values.set(name, [
            ...(values.get(name) ?? []),
            /^[\d ,;=w]{1,60}$/.test(value) ? value : "?",
          ]);
      }
    },
    lines: () =>
      [...names].sort().map(([name, count]) => {
        const all = values.get(name) ?? [];
        const shown =
          all.length > 0 ? `: ${all[0]}${all.length > 1 ? ` … ${all.at(-1)}` : ""}` : "";
        return `- \`${name}\`, in ${count} responses${shown}`;
      }),
  };
}

const section = (title, lines, none) =>
  `## ${title}\n\n${lines.length > 0 ? lines.join("\n") : none}\n`;

export function reportOf({ server, version, calls, notCalled, writes, headers }) {
  const ok = calls.filter(({ status, code }) => !code && status);
  const drift = calls.flatMap(({ name, drift }) => drift.map((one) => ({ name, ...one })));
  const facts = calls.flatMap(({ name, facts }) => facts.map((one) => ({ name, ...one })));
  const by = (result) =>
    facts
      .filter((one) => one.result === result)
      .map(({ name, fact, detail }) => `- ${name}: ${fact}${detail ? ` (${detail})` : ""}`);
  return `# Contract probe

${server}, webwork-sdk ${version}. ${ok.length} of ${calls.length} calls succeeded. This report has names, types and
numbers of responses, and no values: no token, no ids, nothing about people. Read it nevertheless before you publish it.

## Calls

| operation | status | ms | drift | page object |
| --- | --- | --- | --- | --- |
${calls.map(({ name, status, code, durationMs, drift, place }) => `| ${name} | ${status ?? ""}${code ? ` ${code}` : ""} | ${durationMs ?? ""} | ${drift.length || ""} | ${place ?? ""} |`).join("\n")}

${section(
  "Drift",
  drift.map(
    ({ name, path, expected, found }) =>
      `- ${name}: \`${path}\` is ${expected} in the contract, ${found} in the response`,
  ),
  "None.",
)}
${section(
  "Members that the contract does not have",
  calls.flatMap(({ name, unknown }) =>
    unknown.map(({ path, types }) => `- ${name}: \`${path}\` (${types.join(" or ")})`),
  ),
  "None.",
)}
${section("Inferred, and now proven", by("proven"), "None.")}
${section("Inferred, and not so", by("refuted"), "None.")}
${section("Inferred, and still open", by("open"), "None.")}
${section("Headers", headers, "None.")}
## Not called

${notCalled.map(({ operation, lacking }) => `- ${operation.name}: there is no ${lacking.join(", no ")} to ask for`).join("\n")}
- ${writes} operations that write
`.replaceAll(/\n{3,}/g, "\n\n");
}
