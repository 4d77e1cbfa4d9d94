// Which operations the probe calls, and with what: those of the contract that read. Ids come from the lists
// that have been called before.

import { names } from "../../../js-tests/support/names.mjs";

/** What the items of a list are good for: the parameter that takes which of their members. */
const LEARNED = {
  "workspaces.list": { workspace_id: "id" },
  "members.list": { member_id: "id", user_id: "id" },
  "projects.list": { project_id: "id" },
  "contracts.list": { contract_id: "id" },
  "tasks.list": { task_id: "id" },
  "projectViewers.list": { viewer_id: "id" },
};
/** What the contract requires in prose only. */
const REQUIRED = { "tasks.list": ["project_id"] };

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The operations that read: `{ name, title, one, required }`, `one` as it is in the contract. */
export function readOperations(document) {
  return Object.entries(document.paths).flatMap(([path, { get: one }]) => {
    if (!one) return [];
    const name = names[one.operationId];
    if (!name)
      throw new Error(`${one.operationId} has no public name in js-tests/support/names.mjs`);
    const required = (one.parameters ?? [])
      .filter((parameter) => parameter.required)
      .map((parameter) => snake(parameter.name));
    return { name, title: `GET ${path}`, one, required: [...required, ...(REQUIRED[name] ?? [])] };
  });
}

/**
 * Calls `call(operation, parameters)` for each operation as soon as everything is known that it needs.
 * `call` resolves to the items that came. Returns those that could not be called, with what they lack.
 */
export async function carryOut(operations, known, call) {
  let waiting = [...operations];
  for (let rounds = 0; rounds <= operations.length; rounds++) {
    const next = waiting.find(({ required }) => required.every((name) => name in known));
    if (!next) break;
    waiting = waiting.filter((one) => one !== next);
    const parameters = Object.fromEntries(next.required.map((name) => [name, known[name]]));
    const [first] = await call(next, parameters);
    for (const [parameter, member] of Object.entries(LEARNED[next.name] ?? {}))
      if (first?.[member] != null) known[parameter] ??= first[member];
  }
  return waiting.map((operation) => ({
    operation,
    lacking: operation.required.filter((name) => !(name in known)),
  }));
}
