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
          searchOptions: {
            // Somebody who asks a question wants the guide; somebody who types a name, the reference.
            boostDocument: (id, term) =>
              id.startsWith("/reference/") && !/[A-Z_]/.test(term) ? 0.3 : 1,
          },
        },
      },
    },
  },
});
