// What npm and cargo-deny say about other people's code: known vulnerabilities, licences, sources.
//
// Where the database of vulnerabilities cannot be asked, a dry run mentions it and a release fails.

/** The findings of `npm audit --json`. */
export function npmAuditFindings({ code, text }) {
  const report = parsed(text);
  if (!report?.metadata?.vulnerabilities)
    return { later: [`the registry could not be asked: ${report?.message ?? lastLine(text)}`] };
  const problems = Object.values(report.vulnerabilities).map(
    ({ name, range, severity }) => `${name} ${range}: ${severity}`,
  );
  if (problems.length === 0 && code !== 0) problems.push(`npm audit ended with ${code}`);
  return { problems };
}

/** The findings of `cargo deny --format json check`. */
export function cargoDenyFindings({ code, text }) {
  const lines = text.split("\n").map(parsed);
  const unreachable = lines.some(
    (line) => line?.type === "log" && line.fields.message.includes("failed to fetch"),
  );
  if (unreachable) return { later: ["the database of RustSec could not be fetched"] };
  const problems = lines
    .filter((line) => line?.type === "diagnostic" && line.fields.severity === "error")
    .map(({ fields: { message, graphs } }) => `${nameOf(graphs)}: ${message}`);
  if (problems.length === 0 && code !== 0) problems.push(lastLine(text));
  return { problems };
}

function nameOf([graph] = []) {
  return graph ? `${graph.Krate.name} ${graph.Krate.version}` : "deny.toml";
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLine(text) {
  return text.trim().split("\n").at(-1) || "no output";
}
