// All environments, family by family. One entry is one app:
//
//   name, title   what the command calls it, and the table
//   version       the package whose version the table shows; without, the browser's
//   loads         how the wasm gets in
//   files         what the app consists of, as a function of what `app.mjs` makes
//   copy          where the package's own files go, for pages that have no bundler
//   variables     of its commands' environment
//   steps         commands that build it; programs come from the family's packages
//   bundle        where the build went: one wasm must be in it, and pages are served from there
//   run           the command that runs it and reports, or
//   serve         the command that serves it at {port}, with
//   get           paths that answer with the result, or
//   page          the path of a page that reports, opened in
//   browser       this one (Chromium, if none is told), with
//   extension     the extension in this folder, whose
//   popup         reports too, and its worker
//   expect        what the call fails with, where it has to
//   checks        or, where nothing runs: commands that judge the package
//   promise       what the table says of a success

import bundlers from "./bundlers/environments.mjs";
import engines from "./engines/environments.mjs";
import frameworks from "./frameworks/environments.mjs";
import manifest from "./manifest/environments.mjs";
import pages from "./pages/environments.mjs";
import testers from "./testers/environments.mjs";

const families = { engines, pages, bundlers, frameworks, testers, manifest };

export const environments = Object.entries(families).flatMap(([family, list]) =>
  list.map((one) => ({
    family,
    loads: "inside the script",
    promise: one.expect ? "`InternalError` says what to do" : "works",
    ...((one.page ?? one.popup) !== undefined && { browser: "chromium" }),
    ...one,
  })),
);

/** The environments of these names and families; without names, all. */
export function choose(names) {
  return environments.filter(
    ({ name, family }) => names.length === 0 || names.includes(name) || names.includes(family),
  );
}
