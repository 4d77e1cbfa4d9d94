// The configuration of VitePress. It is copied to target/docs, where build.mjs has put the pages.

import { readFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
import { defineConfig } from "vitepress";
import { linkNames } from "./link-names.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const { version, sidebar, names } = read("site.json");

export default defineConfig({
  title: "webwork-sdk",
  description: "A client for the WebWork Time Tracker API, for browsers, extensions and servers",
  lang: "en",
  srcDir: "pages",
  outDir: "site",
  cacheDir: "cache",
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    // With enough contrast on the theme's grey.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    // The anchors that GitHub gives, so that a link works on both.
    anchor: { slugify: (title) => new GithubSlugger().slug(title) },
    config: (md) => linkNames(md, names),
  },
  themeConfig: {
    nav: [
      { text: "Guides", link: "/getting-started", activeMatch: "^/(?!reference)" },
      { text: "API", link: "/reference/", activeMatch: "^/reference/" },
      { text: version, link: "/changelog" },
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        miniSearch: {
          options: {
            // Questions are found by what they are about. The words are in the function because the
            // browser gets its source.
            processTerm: (term) =>
              / (a|an|and|are|as|at|do|does|for|from|get|how|i|if|in|is|it|its|my|not|of|on|or|the|to|was|what|when|where|which|with|you|your) /.test(
                ` ${term.toLowerCase()} `,
              )
                ? null
                : term.toLowerCase(),
          },
          searchOptions: {
            // Somebody who asks a question wants a guide, not the reference or how the SDK is built.
            boostDocument: (id) => {
              if (id.startsWith("/reference/")) return 0.3;
              return /^\/(api-coverage|architecture|benchmarks|changelog|contract-notes|contributing|decisions|releasing|security)/.test(
                id,
              )
                ? 0.2
                : 1;
            },
          },
        },
      },
    },
  },
});
