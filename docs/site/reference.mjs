// What the site needs to know about TypeDoc's pages: the sidebar, and the page of each name.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { home } from "./home.mjs";

/** From TypeDoc's navigation. */
export function referenceOf(navigation) {
  const names = {};
  const visit = ({ title, path, children = [] }) => {
    if (path && children.length === 0) addNames(names, title, path);
    for (const child of children) visit(child);
  };
  for (const module of navigation) visit(module);
  const items = navigation.map((module) => item(module));
  return {
    sidebar: [
      { text: "API reference", items: [{ text: "Entries", link: "/reference/" }, ...items] },
    ],
    names,
  };
}

/** A page, or a category: that is a heading of its module's page. */
function item({ title, path, children = [] }, parent = "") {
  const link = path ? linkTo(path) : `${parent}#${title.toLowerCase().replaceAll(" ", "-")}`;
  const items = children.map((child) => item(child, link));
  return { text: title, link, ...(items.length > 0 && { collapsed: true, items }) };
}

/** The name of a page, and those of its methods: `timeEntries.list`, `sandbox.fault`. */
function addNames(names, title, path) {
  const link = linkTo(path);
  names[title] ??= link;
  const text = readFileSync(join(home, "pages/reference", path), "utf8");
  const instance = title === "WebWork" ? "webwork" : title[0].toLowerCase() + title.slice(1);
  for (const [, method] of text.matchAll(/^### (\w+)\(\)$/gm)) {
    names[`${instance}.${method}`] ??= `${link}#${method.toLowerCase()}`;
    names[`${title}.${method}`] ??= `${link}#${method.toLowerCase()}`;
  }
}

const linkTo = (path) => `/reference/${path.replace(/(index)?\.md$/, "")}`;
