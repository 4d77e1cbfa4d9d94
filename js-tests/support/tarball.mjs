// Rules for the published package. Each gets the package and lists what is wrong.
//
//   files      paths in the tarball
//   read       content of a file, as bytes
//   manifest   package.json
//   machine    folders of the machine that packed it, which must not be in it

import { wasmsIn } from "./inlined.mjs";

const ALLOWED = [
  /^package\.json$/,
  /^(CHANGELOG|README|SANDBOX|THIRD-PARTY)\.md$/,
  // The guides. Those for contributors stay in the repository.
  /^docs\/(?!benchmarks|contract-tools|releasing)([a-z-]+|README)\.md$/,
  /^LICENSE-(MIT|APACHE)$/,
  /^dist\/(index|slim|workerd|sandbox|sandbox-cli|oauth|webhooks|rate-limit-stores|chunk-[A-Z0-9]+)\.js$/,
  /^dist\/webwork\.wasm$/,
  /^dist\/types\/(internal\/([a-z-]+\/)?)?[a-z-]+\.d\.ts$/,
];
const NEEDED = [
  "README.md",
  "THIRD-PARTY.md",
  "LICENSE-MIT",
  "LICENSE-APACHE",
  "dist/index.js",
  "dist/webwork.wasm",
  "dist/types/index.d.ts",
];
const RAW = "dist/webwork.wasm";
/** The sandbox's wasm as text is the largest. */
const LIMIT = 1024 * 1024;
const RUN_ON_INSTALL = ["preinstall", "install", "postinstall", "prepare"];
const DEPENDENCIES = [
  "dependencies",
  "peerDependencies",
  "optionalDependencies",
  "bundleDependencies",
  "bundledDependencies",
];
// Where people and build servers keep their sources.
const FOLDERS = /\/(?:home|root|Users|work|tmp|github|__w)\/[A-Za-z.]/;

export const rules = [
  {
    promise: "the tarball lists only what a user needs",
    problems: ({ files }) => [
      ...files
        .filter((file) => !ALLOWED.some((one) => one.test(file)))
        .map((file) => `${file} is not expected`),
      ...NEEDED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ],
  },
  {
    promise: "no file is large",
    problems: ({ files, read }) =>
      files
        .filter((file) => read(file).length > LIMIT)
        .map((file) => `${file} has ${read(file).length} bytes, over ${LIMIT}`),
  },
  {
    promise: "every file that the manifest names is there",
    problems: ({ files, manifest }) =>
      pathsIn([manifest.exports, manifest.bin, manifest.main, manifest.types])
        .filter((path) => !files.includes(path))
        .map((path) => `${path} is missing`),
  },
  {
    promise: "the package has no dependencies and runs no scripts on install",
    problems: ({ manifest }) => [
      ...DEPENDENCIES.filter((field) => manifest[field] !== undefined).map(
        (field) => `it has ${field}`,
      ),
      ...RUN_ON_INSTALL.filter((name) => manifest.scripts?.[name] !== undefined).map(
        (name) => `it has a script "${name}"`,
      ),
    ],
  },
  {
    promise: "the wasm is there once as a file and once inside the script, with the same bytes",
    problems: (pack) => {
      if (!pack.files.includes(RAW)) return [`${RAW} is missing`];
      const raw = pack.read(RAW);
      const copies = inlined(pack)
        .filter(({ wasm }) => wasm.equals(raw))
        .map(({ file }) => file);
      const files = pack.files.filter((file) => file !== RAW && pack.read(file).equals(raw));
      return [
        ...(copies.join() === "dist/index.js"
          ? []
          : [`it is inside of ${copies.join(", ") || "no script"}, not just of dist/index.js`]),
        ...files.map((file) => `${file} is another copy`),
      ];
    },
  },
  {
    promise: "no script holds two wasms, and the sandbox shares one of its own with its server",
    problems: (pack) => {
      const places = inlined(pack).map(({ file }) => file);
      const server = importsOf(pack, "dist/sandbox-cli.js");
      const [shared] = importsOf(pack, "dist/sandbox.js").filter(
        (file) => server.includes(file) && places.includes(file),
      );
      return places.sort().join() === [shared, "dist/index.js"].sort().join()
        ? []
        : [`there is wasm inside of ${places.join(", ") || "nothing"}`];
    },
  },
  {
    promise: "nothing that browsers import needs a module of Node.js",
    problems: (pack) =>
      pathsIn([pack.manifest.exports])
        .filter((path) => path.endsWith(".js"))
        .flatMap((entry) => importsOf(pack, entry))
        .filter((file) => /^(import|export) .*from "node:|^import "node:/m.test(pack.read(file)))
        .map((file) => `${file} imports a module of Node.js`),
  },
  {
    promise: "no path of the machine that built it is in the package",
    problems: (pack) => {
      const texts = [
        ...pack.files
          .filter((file) => /\.(js|wasm|ts|json)$/.test(file))
          .map((file) => [file, pack.read(file)]),
        ...inlined(pack).map(({ file, wasm }) => [`the wasm of ${file}`, wasm]),
      ];
      return texts.flatMap(([name, bytes]) => {
        const text = bytes.toString("latin1");
        const found =
          FOLDERS.exec(text)?.index ??
          pack.machine
            .map((path) => text.indexOf(path.replace(/\/?$/, "/")))
            .find((index) => index >= 0);
        return found === undefined
          ? []
          : [`${name}: ${JSON.stringify(text.slice(found, found + 60))}`];
      });
    },
  },
];

/** A script, and all that it imports statically. */
function importsOf({ files, read }, entry) {
  const found = new Set(files.filter((file) => file === entry));
  for (const file of found) {
    const imports = read(file)
      .toString("latin1")
      .matchAll(/^(?:import|export)[^"]*"\.\/([^"]+\.js)"/gm);
    for (const [, name] of imports) if (files.includes(`dist/${name}`)) found.add(`dist/${name}`);
  }
  return [...found];
}

/** The wasms that are inside of scripts. */
function inlined({ files, read }) {
  return files
    .filter((file) => file.endsWith(".js"))
    .flatMap((file) => wasmsIn(read(file).toString("latin1")).map((wasm) => ({ file, wasm })));
}

function pathsIn(value) {
  if (typeof value === "string") return [value.replace("./", "")];
  return Object.values(value ?? {}).flatMap(pathsIn);
}
