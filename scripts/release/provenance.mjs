// What npm needs to attest where a package was built.

/** What is wrong with the manifest. `later`: problems only for a real release. */
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
        ? [`repository: ${url} is not ${repository}, the repository of this workflow`]
        : []),
      ...["homepage", "bugs"]
        .filter((field) => !manifest[field])
        .map((field) => `${field}: not set`),
    ],
  };
}

/** What keeps npm from attesting the build: it needs a GitHub workflow that may request an identity token. */
export function workflowProblems({ GITHUB_ACTIONS, ACTIONS_ID_TOKEN_REQUEST_URL }) {
  if (GITHUB_ACTIONS !== "true") return ["only the release workflow publishes"];
  return ACTIONS_ID_TOKEN_REQUEST_URL ? [] : ["the workflow lacks the permission id-token: write"];
}
