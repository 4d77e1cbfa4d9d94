// All environments, by family. Each entry is one app:
//
//   name, title   its name on the command line and its title in the table
//   version       the package whose version the table shows, or "node" (default: that of the browser)
//   loads         how the wasm is loaded, for the table
//   files         a function from the result of `makeApp` to the files of the app
//   copy          the folder for the files of the package, for pages without a bundler
//   variables     environment variables of its commands
//   steps         the commands that build it, with programs from the packages of the family
//   bundle        the output folder of the build: contains exactly one wasm, and pages are served from it
//
// One of these runs it:
//
//   run           a command that runs it to its end; the app reports
//   serve         a command that serves it on {port}, together with `get` or `page`
//   get           paths whose response is the result
//   page          the path of a page that reports
//   popup         the popup of an extension; it and the service worker report
//   checks        commands that check the package, for tools that run nothing
//   recipe        the test in docs/testing.md that `run` runs to its end, which must come by itself
//
// And:
//
//   browser       the browser for `page` and `popup` (default: Chromium)
//   extension     the folder of the extension to load
//   expect        the error that the call must fail with, in environments that forbid the wasm
//   promise       what the table says when the test passes

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

/** The environments with these names or of these families. Without names: all. */
export function choose(names) {
  return environments.filter(
    ({ name, family }) => names.length === 0 || names.includes(name) || names.includes(family),
  );
}
