// JSON Schema as OpenAPI 3.0 and 3.1 write it, reduced to the types and members that a value can have.

/** Deep enough for any response; recursive schemas end here. */
const DEPTH = 8;

/** `allOf`, `oneOf` and `anyOf` put together. What only some alternatives require is not required. */
export function merged(schema) {
  if (typeof schema !== "object" || schema === null) return {};
  const { allOf = [], oneOf, anyOf, ...own } = schema;
  const parts = [own, ...allOf.map(merged)];
  const alternatives = [...(oneOf ?? []), ...(anyOf ?? [])].map(merged);
  if (alternatives.length > 0)
    parts.push({
      ...Object.assign({}, ...alternatives),
      type: [...new Set(alternatives.flatMap(typesOf))],
      required: alternatives
        .map((one) => one.required ?? [])
        .reduce((all, some) => all.filter((name) => some.includes(name))),
      properties: Object.assign({}, ...alternatives.map((one) => one.properties)),
      ...(alternatives.every((one) => one.enum) && {
        enum: alternatives.flatMap((one) => one.enum),
      }),
    });
  if (parts.length === 1) return own;
  return Object.assign({}, ...parts, {
    properties: Object.assign({}, ...parts.map((part) => part.properties)),
    required: [...new Set(parts.flatMap((part) => part.required ?? []))],
  });
}

/** The JSON types that a schema allows; none means any. */
function typesOf(schema) {
  const types = [schema.type ?? []].flat();
  if (types.length === 0 && schema.properties) types.push("object");
  if (types.length === 0 && schema.items) types.push("array");
  if (schema.nullable === true || schema.enum?.includes(null)) types.push("null");
  return [...new Set(types)];
}

/** The types of a schema, with the format where it has one, and the values that it allows. */
export function typeOf(schema, depth = DEPTH) {
  const one = merged(schema);
  const types = typesOf(one);
  const format = ["date", "date-time", "uri", "email", "uuid"].includes(one.format)
    ? one.format
    : undefined;
  return {
    types: types.map((type) => (type === "string" && format ? `string (${format})` : type)).sort(),
    enum: one.enum?.filter((value) => value !== null).map(String),
    ...(types.includes("array") && depth > 0 && { items: typeOf(one.items, depth - 1) }),
  };
}

/** Every member of a body, by its path, such as `data[].id`. The body itself is not in it. */
export function bodyMembers(schema) {
  const found = new Map();
  collect(merged(schema), "", found, DEPTH);
  return found;
}

function collect(schema, path, found, depth) {
  if (depth === 0) return;
  const at = path === "" ? "" : `${path}.`;
  if (schema.items) collect(merged(schema.items), `${path}[]`, found, depth - 1);
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const { types, enum: values } = typeOf(member);
    const required = schema.required?.includes(name) === true;
    found.set(`${at}${name}`, { types, enum: values, required });
    collect(merged(member), `${at}${name}`, found, depth - 1);
  }
  if (typeof schema.additionalProperties === "object")
    collect(merged(schema.additionalProperties), `${at}*`, found, depth - 1);
}
