// What npm needs to tell where a package comes from.

/** What is wrong with the manifest; `later` is so only for a release. */
export function provenanceProblems(manifest, repository) {
  const { access, provenance } = manifest.publishConfig ?? {};
  const url =
    typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
  return {
    problems: [
      ...(access === "public" && provenance === true
        ? []
        : ['publishConfig is not { "access": "public", "provenance": true }']),
      ...["license", "engines"]
        .filter((field) => !manifest[field])
        .map((field) => `${field}: not set`),
    ],
    later: [
      ...(url ? [] : ["repository: not set (needed for provenance)"]),
      ...(url && repository && !url.includes(`/${repository}`)
        ? [`repository: ${url} is not ${repository}, where this runs`]
        : []),
      ...["homepage", "bugs"]
        .filter((field) => !manifest[field])
        .map((field) => `${field}: not set`),
    ],
  };
}

/** Whether npm can prove where this runs: in a workflow of GitHub's that may ask for a token of its own. */
export function workflowProblems({ GITHUB_ACTIONS, ACTIONS_ID_TOKEN_REQUEST_URL }) {
  if (GITHUB_ACTIONS !== "true") return ["only the release workflow publishes"];
  return ACTIONS_ID_TOKEN_REQUEST_URL ? [] : ["the workflow lacks the permission id-token: write"];
}
