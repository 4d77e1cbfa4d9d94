// Reads an OpenAPI file, YAML or JSON, and reduces each operation to what can be compared.

import { readFile } from "node:fs/promises";
import { $RefParser } from "@apidevtools/json-schema-ref-parser";
import { parse } from "yaml";
import { UsageError } from "./errors.mjs";
import { bodyMembers, typeOf } from "./schema.mjs";

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];
const TIMEOUT_MS = 30_000;

/** The document of a file or an https URL, with its references resolved. */
export async function load(source) {
  const text = /^https?:/.test(source) ? await download(source) : await read(source);
  let document;
  try {
    document = parse(text, { maxAliasCount: 1_000 });
  } catch (error) {
    throw new UsageError(`${source} is neither YAML nor JSON: ${error.message.split("\n")[0]}`);
  }
  if (typeof document?.openapi !== "string" || !document.openapi.startsWith("3."))
    throw new UsageError(`${source} is no OpenAPI file of version 3`);
  try {
    // What it refers to elsewhere is not fetched: the file says all, or it is named here.
    return await $RefParser.dereference(document, {
      resolve: { external: false },
      dereference: { circular: true },
    });
  } catch (error) {
    throw new UsageError(`${source}: ${error.message}`);
  }
}

async function read(path) {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(error.message);
  }
}

async function download(url) {
  let response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new UsageError(`${url}: ${error.cause?.message ?? error.message}`);
  }
  if (!response.ok) throw new UsageError(`${url}: HTTP ${response.status}`);
  return response.text();
}

/**
 * The operations of a document, by method and whole path, such as `GET /api/v2/members/{}`. The names of
 * path parameters do not count, nor whether the common part of the paths is in `servers` or in `paths`.
 */
export function operationsOf(document) {
  const base = basePath(document.servers?.[0]?.url);
  const found = new Map();
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const whole = `${base}${path}`.replace(/\/+$/, "").replaceAll(/\{[^}]*\}/g, "{}");
      const parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
      found.set(
        `${method.toUpperCase()} ${whole}`,
        operation(`${method.toUpperCase()} ${path}`, item[method], parameters),
      );
    }
  }
  return found;
}

function basePath(url = "") {
  try {
    return new URL(url, "https://server").pathname.replace(/\/+$/, "");
  } catch {
    return "";
  }
}

/**
 * `parameters`, `body` and `response` are maps from a name or a path of names to `{ types, required, enum }`.
 * `status`: that of the success, `2XX` where it is open. `errors`: the other documented ones.
 */
function operation(title, one, parameters) {
  const statuses = Object.keys(one.responses ?? {}).map((status) => status.toUpperCase());
  const status = statuses.find((code) => code.startsWith("2"));
  const success = Object.entries(one.responses ?? {}).find(
    ([code]) => code.toUpperCase() === status,
  )?.[1];
  return {
    title,
    id: one.operationId,
    parameters: new Map(
      parameters.map((parameter) => [nameOf(parameter, parameters), parameterOf(parameter)]),
    ),
    body: membersOf(one.requestBody),
    status,
    response: membersOf(success),
    errors: statuses.filter((code) => /^[45]/.test(code)).sort(),
  };
}

/** Path parameters are told apart by their place: each side has names of its own for them. */
function nameOf(parameter, parameters) {
  if (parameter.in !== "path") return `${parameter.in} parameter ${parameter.name}`;
  const place = parameters.filter((one) => one.in === "path").indexOf(parameter) + 1;
  return `path parameter ${place}`;
}

function parameterOf({ required, schema, content }) {
  const first = schema ?? Object.values(content ?? {})[0]?.schema;
  return { required: required === true, ...typeOf(first) };
}

function membersOf(holder) {
  const { content = {} } = holder ?? {};
  const media = content["application/json"] ?? Object.values(content)[0];
  return media?.schema ? bodyMembers(media.schema) : new Map();
}
