// Holds our operations against those of another document. A difference is one line, for a checklist.

/** `[{ title, lines }]`: the operations that differ, ours first, in the order of the documents. */
export function compare(ours, theirs) {
  const found = [];
  for (const [key, mine] of ours) {
    const other = theirs.get(key);
    const lines = other ? differences(mine, other) : ["theirs does not have this operation"];
    if (lines.length > 0) found.push({ title: titleOf(mine), lines });
  }
  for (const [key, other] of theirs)
    if (!ours.has(key))
      found.push({ title: titleOf(other), lines: ["ours does not have this operation"] });
  return found;
}

const titleOf = ({ title, id }) => (id ? `${title} (${id})` : title);

function differences(mine, other) {
  const moved = movedParameters(mine, other);
  return [
    ...(mine.id && other.id && mine.id !== other.id
      ? [`operationId: ours ${mine.id}, theirs ${other.id}`]
      : []),
    ...moved.lines,
    ...members("", moved.without(mine.parameters), moved.without(other.parameters)),
    ...members("body member ", moved.without(mine.body), moved.without(other.body)),
    ...(mine.status === other.status
      ? []
      : [`status of the success: ours ${mine.status ?? "none"}, theirs ${other.status ?? "none"}`]),
    ...members("response member ", mine.response, other.response),
    ...statuses(mine.errors, other.errors),
  ];
}

/** What is in the query here and in the body there is one difference, not two. */
function movedParameters(mine, other) {
  const names = [];
  const lines = [];
  for (const [from, to, order] of [
    [mine, other, ["ours", "theirs"]],
    [other, mine, ["theirs", "ours"]],
  ]) {
    for (const key of from.parameters.keys()) {
      const name = key.replace("query parameter ", "");
      const isMoved = key !== name && !to.parameters.has(key) && to.body.has(name);
      if (!isMoved || from.body.has(name)) continue;
      names.push(name);
      lines.push(`${name}: ${order[0]} in the query, ${order[1]} in the body`);
    }
  }
  const without = (map) =>
    new Map([...map].filter(([key]) => !names.includes(key.replace("query parameter ", ""))));
  return { lines, without };
}

function members(prefix, mine, other) {
  const lines = [];
  for (const [name, one] of mine) {
    const title = `${prefix}${name}`;
    const two = other.get(name);
    if (!two) {
      // Its parent is missing too, and says so.
      if (!isBelowMissing(name, other, mine)) lines.push(`${title}: theirs does not have it`);
      continue;
    }
    lines.push(...typeLines(title, one, two));
    if (one.required !== two.required) {
      const [required, optional] = one.required ? ["ours", "theirs"] : ["theirs", "ours"];
      lines.push(`${title}: required in ${required}, optional in ${optional}`);
    }
  }
  for (const [name, two] of other)
    if (!mine.has(name) && !isBelowMissing(name, mine, other))
      lines.push(`${prefix}${name}: ours does not have it (${describe(two)})`);
  return lines;
}

/** Whether the member is inside of another one that only the same side has. */
function isBelowMissing(name, without, having) {
  const parents = [...name.matchAll(/\.|\[\]/g)].map(({ index }) => name.slice(0, index));
  return parents.some((parent) => having.has(parent) && !without.has(parent));
}

function typeLines(title, one, two) {
  const lines = [];
  if (shown(one) !== shown(two)) lines.push(`${title}: ours ${shown(one)}, theirs ${shown(two)}`);
  const [mine, other] = [one.items?.enum ?? one.enum, two.items?.enum ?? two.enum];
  if (mine && other) {
    const lacking = other.filter((value) => !mine.includes(value));
    const extra = mine.filter((value) => !other.includes(value));
    if (lacking.length > 0) lines.push(`${title}: ours lacks the values ${lacking.join(", ")}`);
    if (extra.length > 0) lines.push(`${title}: theirs lacks the values ${extra.join(", ")}`);
  } else if (mine ?? other) {
    const [who, values] = mine ? ["ours", mine] : ["theirs", other];
    lines.push(`${title}: only ${who} lists values: ${values.join(", ")}`);
  }
  return lines;
}

const shown = ({ types, items }) => {
  const text = types.length === 0 ? "any" : types.join(" or ");
  return items ? text.replace("array", `array of ${shown(items)}`) : text;
};

const describe = (member) => `${shown(member)}, ${member.required ? "required" : "optional"}`;

function statuses(mine, other) {
  const lacking = other.filter((status) => !mine.includes(status));
  const extra = mine.filter((status) => !other.includes(status));
  return [
    ...(lacking.length > 0
      ? [`error statuses that ours does not name: ${lacking.join(", ")}`]
      : []),
    ...(extra.length > 0 ? [`error statuses that theirs does not name: ${extra.join(", ")}`] : []),
  ];
}

/** The differences as a Markdown checklist. */
export function checklist(found, ours, theirs) {
  const head = `Operations: ours ${ours.size}, theirs ${theirs.size}.`;
  if (found.length === 0) return `${head} They are the same.`;
  const count = found.reduce((sum, { lines }) => sum + lines.length, 0);
  const parts = found.map(
    ({ title, lines }) => `## ${title}\n\n${lines.map((line) => `- [ ] ${line}`).join("\n")}`,
  );
  return `${head} ${count} differences in ${found.length} operations.\n\n${parts.join("\n\n")}`;
}
