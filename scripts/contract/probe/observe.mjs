// What a response says about the contract: members that it does not have, where the page object is, and
// which inferred facts are proven. Only names and types are taken from a response, never values.

import { bodyMembers, merged } from "../schema.mjs";

export function typeOfValue(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Every member of a body by its path, such as `data[].id`, with the types that it has. */
export function membersSeen(body) {
  const found = new Map();
  const visit = (value, path) => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
    else if (typeof value === "object" && value !== null)
      for (const [name, member] of Object.entries(value)) {
        const at = path === "" ? name : `${path}.${name}`;
        const one = found.get(at) ?? { name, parent: path, types: new Set() };
        found.set(at, one);
        one.types.add(typeOfValue(member));
        visit(member, at);
      }
  };
  visit(body, "");
  return found;
}

/** Where an object is that looks like a page object: `meta.pagination`, or undefined. */
export function pagePlace(body) {
  const isPage = (value) =>
    typeof value === "object" &&
    value !== null &&
    ["current_page", "last_page", "per_page", "total"].filter((name) => name in value).length >= 2;
  const places = [
    ["meta.pagination", body?.meta?.pagination],
    ["pagination", body?.pagination],
    ["meta", body?.meta],
    ["data.pagination", body?.data?.pagination],
    ["data", body?.data],
    ["the top level", body],
  ];
  return places.find(([, value]) => isPage(value))?.[0];
}

/** The schema of the response's body. */
export function responseSchema(one) {
  const success = Object.entries(one.responses).find(([status]) => status.startsWith("2"));
  return success?.[1].content?.["application/json"]?.schema ?? {};
}

/** Members of the body that the contract does not have: `{ path, types }`. Those below one are not named. */
export function unknownMembers(schema, body, isKnown) {
  const documented = new Set(bodyMembers(schema).keys());
  const maps = [...documented].filter((path) => /(^|\.)\*/.test(path));
  const found = new Map();
  for (const [path, { name, parent, types }] of membersSeen(body)) {
    if (documented.has(path) || maps.some((map) => fits(map, path))) continue;
    const isBelow = parent !== "" && !documented.has(parent.replace(/(\[\])+$/, ""));
    if (isBelow && [...found.values()].some((one) => parent.startsWith(one.real))) continue;
    const shown = isKnown(name) ? name : "(a name that is not shown)";
    const at = safeParent(parent, isKnown);
    const key = at === "" ? shown : `${at}.${shown}`;
    const one = found.get(key) ?? { path: key, types: new Set(), real: path };
    found.set(key, one);
    for (const type of types) one.types.add(type);
  }
  return [...found.values()].map(({ path, types }) => ({ path, types: [...types].sort() }));
}

/** Whether `data.2026-01-29[].id` is what `data.*[].id` stands for, or is on the way to it. */
function fits(map, path) {
  const [wild, real] = [map, path].map((text) => text.replaceAll("[]", "").split("."));
  return real.length <= wild.length && real.every((part, at) => ["*", part].includes(wild[at]));
}

const safeParent = (path, isKnown) =>
  path
    .split(".")
    .map((part) => {
      const name = part.replace(/(\[\])+$/, "");
      return name === "" || isKnown(name) ? part : part.replace(name, "*");
    })
    .join(".");

/** The members whose documentation was inferred: `{ path, types }`. */
export function inferredMembers(schema, path = "", depth = 6) {
  const one = merged(schema);
  if (depth === 0) return [];
  const at = path === "" ? "" : `${path}.`;
  return [
    ...(one.items ? inferredMembers(one.items, `${path}[]`, depth - 1) : []),
    ...Object.entries(one.properties ?? {}).flatMap(([name, member]) => {
      const inner = merged(member);
      const types = [inner.type ?? []].flat();
      const own = inner["x-inferred"] === undefined ? [] : [{ path: `${at}${name}`, types }];
      return [...own, ...inferredMembers(member, `${at}${name}`, depth - 1)];
    }),
  ];
}

/**
 * What a successful call says about inferred facts: `{ fact, result, detail }`, where `result` is
 * `proven`, `refuted` or `open`.
 */
export function facts({ one, title }, { status, body }) {
  const found = [];
  const add = (fact, result, detail = "") => found.push({ fact, result, detail });
  if (one["x-confidence"] !== "high" || one["x-inferred"]) add(`${title} exists`, "proven");
  const [expected] = Object.keys(one.responses).filter((code) => code.startsWith("2"));
  if (expected === "2XX") add("status of the success, not documented", "proven", String(status));
  else if (expected !== String(status)) add(`status ${expected}`, "refuted", String(status));

  const paginated = one["x-paginated"];
  const place = pagePlace(body);
  if (paginated) {
    const documented = /^(meta\.)?pagination/.exec(paginated)?.[0];
    if (documented)
      add(
        `page object in ${documented}`,
        place === documented ? "proven" : "refuted",
        place ?? "none",
      );
    else
      add("place of the page object, not documented", place ? "proven" : "open", place ?? "none");
  } else if (place) add("no page object", "refuted", place);

  const seen = membersSeen(body);
  for (const { path, types } of inferredMembers(responseSchema(one))) {
    const member = seen.get(path);
    if (!member) add(path, "open", "not seen");
    else if ([...member.types].join() === "null") add(path, "open", "only null was seen");
    else {
      const other = [...member.types].filter((type) => !allows(types, type));
      add(path, other.length > 0 ? "refuted" : "proven", [...member.types].sort().join(" or "));
    }
  }
  return found;
}

const allows = (types, type) =>
  types.length === 0 || types.includes(type) || (type === "integer" && types.includes("number"));
