// Next.js with the App Router, by both of its bundlers.

const component = (app, head) => `${head}
${app.import()}
export default async function Page() {
  await connection();
  return <b>{await ${app.result}}</b>;
}\n`;

const route = (app, head) => `${head}
${app.import()}
export async function GET() {
  return new Response("<b>" + (await ${app.result}) + "</b>");
}\n`;

const DYNAMIC = `import { connection } from "next/server";`;
const EDGE = `export const runtime = "edge";`;

const files = (app) => ({
  "app/layout.jsx":
    "export default function Layout({ children }) {\n  return <html><body>{children}</body></html>;\n}\n",
  // Rendered on the server too, where importing must do nothing.
  "app/page.jsx": `"use client";
import { useEffect } from "react";
${app.import()}
export default function Page() {
  useEffect(() => void ${app.send}, []);
  return <p>{typeof WebWork}</p>;
}\n`,
  "app/server/page.jsx": component(app, DYNAMIC),
  "app/route/route.js": route(app, `export const dynamic = "force-dynamic";`),
  "app/edge/page.jsx": component(app, `${DYNAMIC}\n${EDGE}`),
});

const common = {
  version: "next",
  loads: "inside the script; on the edge an imported module, condition `edge-light`",
  bundle: ".next/static",
  serve: ["next", "start", "--hostname", "127.0.0.1", "--port", "{port}"],
  page: "",
};

export default [
  {
    ...common,
    name: "next-turbopack",
    title: "Next.js, Turbopack: client and server component, route handler, edge page and route",
    files: (app) => ({ ...files(app), "app/edge-route/route.js": route(app, EDGE) }),
    steps: [["next", "build", "--turbopack"]],
    get: ["server", "route", "edge", "edge-route"],
  },
  {
    ...common,
    name: "next-webpack",
    // No edge route: with this bundler Next.js builds none, whatever is in it.
    title: "Next.js, webpack: client and server component, route handler, edge page",
    files,
    steps: [["next", "build", "--webpack"]],
    get: ["server", "route", "edge"],
  },
];
