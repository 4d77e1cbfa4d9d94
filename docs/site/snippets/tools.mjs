// The packages that exercises use, in the copies that snippets get. Copied to target/docs, where they are.

export * as query from "@tanstack/react-query";
export { Window } from "happy-dom";
export { act, createElement } from "react";
export { createRoot } from "react-dom/client";
export * as vue from "vue";
