// One version everywhere, and a changelog that tells what is in it.

/** What is wrong with versions, by where each was found. */
export function versionProblems(versions) {
  const [first, ...others] = Object.entries(versions);
  return others
    .filter(([, version]) => version !== first[1])
    .map(([place, version]) => `${place} says ${version}, ${first[0]} says ${first[1]}`);
}

/** The newest section of a changelog: its version, what stands in brackets after it, and its text. */
export function newestSection(changelog) {
  const [, section = ""] = changelog.split(/^## /m);
  const [heading, ...text] = section.split("\n");
  const [, version = "", date = ""] = /^(\S+)(?: \((.*)\))?$/.exec(heading) ?? [];
  return { version, date, text: text.join("\n").trim() };
}

/** What is wrong with the changelog; `later` is so only for a release. */
export function changelogProblems({ text, date }) {
  return {
    problems: text ? [] : ["its newest section is empty"],
    later: isDate(date) ? [] : [`its newest section has no date: "(${date})"`],
  };
}

function isDate(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** What is wrong with the state of git: `changed` as `git status` lists it, commits as hashes. */
export function gitProblems({ changed, tag, tagged, head }) {
  return [
    ...(changed
      ? [
          `not committed, so not what a release would be built from: ${changed
            .split("\n")
            .map((line) => line.trim())
            .join(", ")}`,
        ]
      : []),
    ...(tagged === undefined ? [`there is no tag ${tag}: it is what starts the release`] : []),
    ...(tagged !== undefined && tagged !== head
      ? [`the tag ${tag} is taken by ${tagged.slice(0, 10)}; HEAD is ${head.slice(0, 10)}`]
      : []),
  ];
}
