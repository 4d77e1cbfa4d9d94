// The published types: under the strictest settings, in every resolution, and against the contract.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript-api";
import {
  either,
  nullable,
  openInRequests,
  operations,
  paramsOf,
  resolve,
  types,
} from "../support/contract.mjs";
import { helpers } from "../support/names.mjs";

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "ES2022",
};

/** Calls of every operation: with what is required, the rest undefined, null where it may be, and one parameter too few. */
function everyCall() {
  const calls = operations.flatMap((operation) => {
    const { workspace_id, ...needed } = paramsOf(operation);
    const call = (params) =>
      `void webwork.${operation.name}({ ${Object.entries(params)
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
        .join(", ")} });`;
    const rest = operation.params.filter(({ name }) => !(name in needed));
    const nulls = operation.params.filter(({ schema }) => nullable(schema));
    const missing = Object.keys(needed).filter((name) => !either[operation.id]?.includes(name));
    return [
      call(needed),
      call({ ...needed, ...Object.fromEntries(rest.map(({ name }) => [name, undefined])) }),
      call({ ...needed, ...Object.fromEntries(nulls.map(({ name }) => [name, null])) }),
      ...(missing.length === 0 ? [`void webwork.${operation.name}();`] : []),
      ...missing.map(
        (name) =>
          `// @ts-expect-error ${name} is missing\n${call(Object.fromEntries(Object.entries(needed).filter(([one]) => one !== name)))}`,
      ),
    ];
  });
  return [
    'import { WebWork } from "webwork-sdk";',
    'const webwork = new WebWork({ token: "t" });',
    ...calls,
    "",
  ].join("\n");
}

for (const [name, options] of Object.entries({
  "bundler, with the DOM": {
    module: "ESNext",
    moduleResolution: "bundler",
    lib: ["ES2022", "DOM", "DOM.Iterable", "ESNext.Disposable"],
    types: [],
  },
  "nodenext, with Node's types alone": {
    module: "NodeNext",
    moduleResolution: "NodeNext",
    lib: ["ES2022", "ESNext.Disposable"],
    types: ["node"],
  },
})) {
  test(`a program that uses everything and calls every operation compiles: ${name}`, () => {
    const config = `tsconfig.${options.module}.json`;
    writeFileSync("types/calls.ts", everyCall());
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: { ...strict, ...options },
        files: ["types/usage.ts", "types/calls.ts"],
      }),
    );
    try {
      execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", config], {
        encoding: "utf8",
      });
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  });
}

const folder = "node_modules/webwork-sdk/dist/types";
const entries = [
  "index",
  "slim",
  "sandbox",
  "workerd",
  "oauth",
  "webhooks",
  "rate-limit-stores",
].map((entry) => `${folder}/${entry}.d.ts`);
const program = ts.createProgram([...entries, `${folder}/internal/generated/resources.d.ts`], {
  ...strict,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.disposable.d.ts"],
  types: [],
});
const checker = program.getTypeChecker();

const documented = (symbol) =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim().length > 0;
const tag = (symbol, name) => symbol.getJsDocTags(checker).find((one) => one.name === name);
const ours = (symbol) =>
  symbol.declarations?.some((one) => one.getSourceFile().fileName.includes(folder));

test("every exported type, and every member of one, has a doc comment", () => {
  const bare = new Set();
  for (const entry of entries) {
    for (const exported of checker.getExportsOfModule(
      checker.getSymbolAtLocation(program.getSourceFile(entry)),
    )) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!documented(symbol)) bare.add(symbol.name);
      const parts = [
        checker.getDeclaredTypeOfSymbol(symbol),
        symbol.valueDeclaration && checker.getTypeOfSymbol(symbol),
      ];
      const members = parts.filter(Boolean).flatMap((type) => checker.getPropertiesOfType(type));
      for (const member of members.filter(ours)) {
        const hidden =
          /^__|#/.test(member.name) || member.name === "prototype" || tag(member, "internal");
        if (!hidden && !documented(member)) bare.add(`${symbol.name}.${member.name}`);
      }
    }
  }
  assert.deepEqual([...bare], []);
});

test("every model can be imported by its name", () => {
  const [known, models] = [`${folder}/index.d.ts`, `${folder}/internal/generated/models.d.ts`].map(
    (file) =>
      checker
        .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
        .map(({ name }) => name),
  );
  assert.ok(models.length > operations.length);
  assert.deepEqual(
    models.filter((name) => !known.includes(name)),
    [],
  );
});

/** The methods of all resources by their public names. */
const methods = new Map();
const resources = program
  .getSourceFile(`${folder}/internal/generated/resources.d.ts`)
  .statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === "Resources");
for (const resource of resources.members)
  for (const method of checker.getPropertiesOfType(checker.getTypeAtLocation(resource.type)))
    methods.set(`${resource.name.text}.${method.name}`, method);

test("there is one documented method for each operation of the contract, beside the helpers", () => {
  const names = [...operations.map(({ name }) => name), ...helpers];
  assert.deepEqual([...methods.keys()].sort(), names.sort());
});

/** The text of the tags of a name, such as each `@throws`. */
const tags = (symbol, name) =>
  symbol
    .getJsDocTags(checker)
    .filter((one) => one.name === name)
    .map((one) => ts.displayPartsToString(one.text));

/** The members of a type: name → [type as parts of its union, optional, documented]. */
function members(type) {
  return Object.fromEntries(
    checker.getPropertiesOfType(type).map((one) => {
      const parts = partsOf(checker.getTypeOfSymbol(one)).filter(
        (part) => !(part.flags & ts.TypeFlags.Undefined),
      );
      return [
        one.name,
        {
          parts,
          optional: Boolean(one.flags & ts.SymbolFlags.Optional),
          documented: documented(one),
        },
      ];
    }),
  );
}

const partsOf = (type) => (type.isUnion() ? type.types : [type]);

/** `string & {}`, which stands beside listed texts for any other, is a string. */
const like = (flag) => (part) =>
  (part.isIntersection() ? part.types : [part]).some((one) => one.flags & flag);

const IS = {
  string: like(ts.TypeFlags.StringLike),
  integer: like(ts.TypeFlags.NumberLike),
  number: like(ts.TypeFlags.NumberLike),
  boolean: (part) => part.flags & ts.TypeFlags.BooleanLike,
  array: (part) => checker.isArrayType(part),
  object: (part) => part.flags & ts.TypeFlags.Object && !checker.isArrayType(part),
  null: (part) => part.flags & ts.TypeFlags.Null,
};

/** Members that have two spellings in the sources, of which the contract lists one. */
const SPELLINGS = ["added_date", "activity_description"];

/** Holds a type against a schema: types, null, enumeration, items, members. `open`: other values than the listed ones may come. */
function hold(at, parts, schema, open) {
  schema = resolve(schema);
  const wanted = types(schema);
  const shown = parts.map((part) => checker.typeToString(part)).join(" | ");
  if (wanted.length === 0) {
    assert.ok(
      parts.every((part) => part.flags & ts.TypeFlags.Unknown),
      `${at}: ${shown} for anything`,
    );
    return;
  }
  for (const part of parts)
    assert.ok(
      wanted.some((type) => IS[type](part)),
      `${at}: ${shown} for ${wanted}`,
    );
  for (const type of wanted)
    assert.ok(
      parts.some((part) => IS[type](part)),
      `${at}: ${shown} for ${wanted}`,
    );
  if (schema.enum) {
    const values = parts.filter((part) => part.isLiteral()).map((part) => part.value);
    assert.deepEqual(
      values.sort(),
      schema.enum.filter((one) => one !== null).sort(),
      `${at}: values`,
    );
    assert.equal(
      parts.some((part) => part.isIntersection()),
      open,
      `${at}: ${open ? "open" : "closed"}`,
    );
  }
  for (const part of parts) {
    if (checker.isArrayType(part)) {
      if (schema.items)
        hold(`${at}[]`, partsOf(checker.getTypeArguments(part)[0]), schema.items, open);
    } else if (IS.object(part)) {
      const values = schema.additionalProperties;
      if (typeof values === "object")
        hold(`${at}{}`, partsOf(checker.getIndexInfosOfType(part)[0].type), values, open);
      const found = members(part);
      const names = Object.keys(found).filter(
        (name) => schema.properties?.[name] || !SPELLINGS.includes(name),
      );
      assert.deepEqual(names.sort(), Object.keys(schema.properties ?? {}).sort(), `${at}: members`);
      for (const name of names) {
        assert.ok(found[name].documented, `${at}.${name}: no doc comment`);
        if (schema.required?.includes(name))
          assert.equal(found[name].optional, false, `${at}.${name}: required`);
        hold(`${at}.${name}`, found[name].parts, schema.properties[name], open);
      }
    }
  }
}

for (const operation of operations) {
  test(`the docs and types of ${operation.id} are those of the contract`, () => {
    const symbol = methods.get(operation.name);
    const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    assert.ok(doc.endsWith(`\n\n\`${operation.httpMethod} ${operation.path}\``), doc);
    assert.equal(Boolean(tag(symbol, "deprecated")), operation.deprecated);
    assert.deepEqual(
      tags(symbol, "remarks"),
      operation.fullyDocumented ? [] : ["Not fully documented by the vendor."],
    );
    const statuses = operation.errorStatuses.join(", ");
    assert.deepEqual(tags(symbol, "throws"), [
      "{InvalidArgumentError} if a parameter is invalid. Nothing is sent.",
      `{WebWorkError} if the call fails.${statuses && ` Documented statuses: ${statuses}.`}`,
    ]);

    const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
    const found = members(
      checker.getNonNullableType(checker.getTypeOfSymbol(signature.parameters[0])),
    );
    assert.deepEqual(Object.keys(found).sort(), operation.params.map(({ name }) => name).sort());
    for (const { name, required, schema } of operation.params) {
      assert.ok(found[name].documented, `${name}: no doc comment`);
      // The client's workspaceId stands in for this one.
      assert.equal(found[name].optional, !required || name === "workspace_id", `${name}: required`);
      hold(name, found[name].parts, schema, openInRequests.includes(name));
    }

    const envelope = operation.response;
    const returned = signature.getReturnType();
    const [inner] = checker.getTypeArguments(returned);
    const data = envelope.properties?.data && resolve(envelope.properties.data);
    const paginated = operation.paginated && types(data).includes("array");
    assert.equal(returned.symbol.name, paginated ? "PagePromise" : "ApiPromise");
    if (paginated) {
      hold("data[]", [inner], data.items ?? { type: "object" }, true);
    } else {
      const response = members(inner);
      // The conventions of the envelope hold where the docs of an operation do not list it.
      for (const name of Object.keys(response))
        assert.ok(
          ["success", "message", "meta"].includes(name) || name in envelope.properties,
          `${name} is not a member of the response`,
        );
      for (const [name, schema] of Object.entries(envelope.properties ?? {}))
        hold(name, (response[name] ?? assert.fail(`${name} is missing`)).parts, schema, true);
    }
  });
}
