// The version, the changelog and the Git state of a release.

/** What is wrong with the versions, which are given by the place where each was found. */
export function versionProblems(versions) {
  const [first, ...others] = Object.entries(versions);
  return others
    .filter(([, version]) => version !== first[1])
    .map(([place, version]) => `${place} says ${version}, ${first[0]} says ${first[1]}`);
}

/** The newest section of a changelog: its version, the date in parentheses after it, and its text. */
export function newestSection(changelog) {
  const [, section = ""] = changelog.split(/^## /m);
  const [heading, ...text] = section.split("\n");
  const [, version = "", date = ""] = /^(\S+)(?: \((.*)\))?$/.exec(heading) ?? [];
  return { version, date, text: text.join("\n").trim() };
}

/** What is wrong with the changelog. `later`: problems only for a real release. */
export function changelogProblems({ text, date }) {
  return {
    problems: text ? [] : ["its newest section is empty"],
    later: isDate(date) ? [] : [`its newest section has no date: "(${date})"`],
  };
}

function isDate(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** What is wrong with the Git state. `changed` is the output of `git status`, commits are hashes. */
export function gitProblems({ changed, tag, tagged, head }) {
  return [
    ...(changed
      ? [
          `not committed, so not part of a release: ${changed
            .split("\n")
            .map((line) => line.trim())
            .join(", ")}`,
        ]
      : []),
    ...(tagged === undefined ? [`there is no tag ${tag}: pushing it starts the release`] : []),
    ...(tagged !== undefined && tagged !== head
      ? [`the tag ${tag} is on ${tagged.slice(0, 10)}, but HEAD is ${head.slice(0, 10)}`]
      : []),
  ];
}
