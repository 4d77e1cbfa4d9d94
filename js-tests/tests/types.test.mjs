// The published types: under the strictest settings, in every resolution, and against the contract.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript-api";
import { parse } from "yaml";

const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true, target: "ES2022" };

for (const [name, options] of Object.entries({
  "bundler, with the DOM": { module: "ESNext", moduleResolution: "bundler", lib: ["ES2022", "DOM", "DOM.Iterable", "ESNext.Disposable"], types: [] },
  "nodenext, with Node's types alone": { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022", "ESNext.Disposable"], types: ["node"] },
})) {
  test(`a program that uses everything compiles: ${name}`, () => {
    const config = `tsconfig.${options.module}.json`;
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...options }, files: ["types/usage.ts"] }));
    try {
      execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", config], { encoding: "utf8" });
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  });
}

const contract = parse(readFileSync("contract/openapi.yaml", "utf8"));
const program = ts.createProgram(["node_modules/webwork-sdk/dist/types/generated/models.d.ts", "node_modules/webwork-sdk/dist/types/generated/operations.d.ts"], { ...strict, strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ["lib.es2022.d.ts", "lib.dom.d.ts"], types: [] });
const checker = program.getTypeChecker();

/** The members of a type: name → [type as text, optional, documented]. */
function members(type) {
  return Object.fromEntries(
    checker.getPropertiesOfType(type).map((one) => {
      const declared = checker.getTypeOfSymbol(one);
      const parts = (declared.isUnion() ? declared.types : [declared]).filter((part) => !(part.flags & ts.TypeFlags.Undefined));
      return [one.name, { parts, optional: Boolean(one.flags & ts.SymbolFlags.Optional), documented: ts.displayPartsToString(one.getDocumentationComment(checker)).length > 0 }];
    }),
  );
}

function resolve(schema) {
  if (schema.$ref) return resolve(schema.$ref.slice(2).split("/").reduce((at, part) => at[part], contract));
  return schema.allOf ? resolve(schema.allOf[0]) : schema;
}

/** Holds a type against a schema: type, null, enumeration, items, members. */
function hold(at, parts, schema) {
  schema = resolve(schema);
  const wanted = [schema.type].flat();
  const isNull = (part) => Boolean(part.flags & ts.TypeFlags.Null);
  assert.equal(parts.some(isNull), wanted.includes("null"), `${at}: null`);
  const rest = parts.filter((part) => !isNull(part));
  const kind = wanted.filter((one) => one !== "null")[0];
  const all = (test) => assert.ok(rest.length > 0 && rest.every(test), `${at}: ${rest.map((part) => checker.typeToString(part))} for ${kind}`);
  if (schema.enum) {
    const values = rest.filter((part) => part.isLiteral()).map((part) => part.value);
    assert.deepEqual(values.sort(), schema.enum.filter((one) => one !== null).sort(), `${at}: values`);
  } else if (kind === "string") all((part) => part.flags & ts.TypeFlags.String);
  else if (kind === "integer" || kind === "number") all((part) => part.flags & ts.TypeFlags.NumberLike);
  else if (kind === "boolean") all((part) => part.flags & ts.TypeFlags.BooleanLike);
  else if (kind === "array") {
    all((part) => checker.isArrayType(part));
    const [item] = checker.getTypeArguments(rest[0]);
    hold(`${at}[]`, item.isUnion() ? item.types : [item], schema.items);
  } else if (kind === "object") {
    const found = members(rest[0]);
    assert.deepEqual(Object.keys(found).sort(), Object.keys(schema.properties).sort(), `${at}: members`);
    for (const [name, member] of Object.entries(found)) {
      assert.ok(member.documented, `${at}.${name}: no doc comment`);
      if (schema.required?.includes(name)) assert.equal(member.optional, false, `${at}.${name}: required`);
      hold(`${at}.${name}`, member.parts, schema.properties[name]);
    }
  } else all((part) => part.flags & ts.TypeFlags.Unknown);
}

const documented = Object.entries(contract.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
const source = program.getSourceFile("node_modules/webwork-sdk/dist/types/generated/operations.d.ts");
const methods = source.statements
  .filter((one) => ts.isInterfaceDeclaration(one) && one.name.text !== "Resources")
  .flatMap((one) => one.members.filter(ts.isMethodSignature));

test("every method has a doc comment that names its operation, and there is one for each", () => {
  assert.ok(methods.length > 0);
  for (const method of methods) operationOf(method);
});

function operationOf(method) {
  const symbol = checker.getSymbolAtLocation(method.name);
  const remarks = symbol.getJsDocTags(checker).find((tag) => tag.name === "remarks");
  const [, id] = /\(`(\w+)`\)/.exec(ts.displayPartsToString(remarks?.text)) ?? assert.fail(`${method.name.text} names no operation`);
  return documented.find(({ operation }) => operation.operationId === id) ?? assert.fail(id);
}

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

for (const method of methods) {
  const { operation } = operationOf(method);
  test(`the types of ${operation.operationId} are those of the contract`, () => {
    const signature = checker.getSignatureFromDeclaration(method);
    const found = members(checker.getTypeOfSymbol(signature.parameters[0]));
    const wanted = {};
    for (const parameter of (operation.parameters ?? []).map(resolve)) wanted[snake(parameter.name)] = [parameter.schema, parameter.required === true];
    const body = operation.requestBody && resolve(operation.requestBody.content["application/json"].schema);
    for (const [name, schema] of Object.entries(body?.properties ?? {})) wanted[name] = [schema, body.required?.includes(name) === true];
    assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort());
    for (const [name, [schema, required]] of Object.entries(wanted)) {
      assert.ok(found[name].documented, `${name}: no doc comment`);
      // The client's workspaceId stands in for this one.
      assert.equal(found[name].optional, !required || name === "workspace_id", `${name}: required`);
      hold(name, found[name].parts, schema);
    }

    const [, good] = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
    const envelope = resolve(good.content["application/json"].schema);
    const returned = signature.getReturnType();
    const [inner] = checker.getTypeArguments(returned);
    if (returned.symbol.name === "PagePromise") {
      hold("data[]", [inner], resolve(envelope.properties.data).items);
    } else {
      const answer = members(inner);
      for (const name of Object.keys(answer)) if (name !== "message") assert.ok(name in envelope.properties, `${name} is no member of the answer`);
      for (const [name, schema] of Object.entries(envelope.properties)) hold(name, (answer[name] ?? assert.fail(`${name} is missing`)).parts, schema);
    }
  });
}
