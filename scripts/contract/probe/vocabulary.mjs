// Names that may be in a report. A name of a response can be data: an object may have a member for each
// user. So a name is shown only if every word of it is one of the contract's, or one of these.

const COMMON =
  `active archived at avatar by can color count created currency deleted first from has hours
  id ids is key label language last links locale max min minutes name next number of on order page path
  phone prev rate seconds slug status time title to total type updated url uuid value version`.split(
    /\s+/,
  );

const wordsOf = (name) =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");

/** A function that tells whether a name may be shown. */
export function vocabularyOf(document) {
  const words = new Set(COMMON);
  const seen = new Set();
  const visit = (node) => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    for (const name of Object.keys(node.properties ?? {}))
      for (const word of wordsOf(name)) words.add(word);
    if (typeof node.in === "string" && typeof node.name === "string")
      for (const word of wordsOf(node.name)) words.add(word);
    for (const one of Object.values(node)) visit(one);
  };
  for (const path of Object.keys(document.paths))
    for (const word of path.toLowerCase().match(/[a-z]+/g) ?? []) words.add(word);
  visit(document.paths);
  visit(document.components?.schemas);
  return (name) =>
    /^[A-Za-z][A-Za-z_]{0,60}$/.test(name) && wordsOf(name).every((one) => words.has(one));
}

/** A JSON pointer as a path without data: `/data/0/id` is `data[].id`. */
export function safePath(pointer, isKnown) {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[]`;
      return `${path}${path === "" ? "" : "."}${isKnown(part) ? part : "*"}`;
    }, "");
}
