// Test runners.

/** A test that calls. */
const suite = (app, head = "") => `${head}${app.import()}
test("the app", async () => {
  await ${app.send};
});\n`;

/** What jsdom has to report with. */
const post = `const fetch = (url, { method, body }) => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  request.onload = resolve;
  request.open(method, url);
  request.send(body);
});\n`;

const vitest = `import { test } from "vitest";\n`;

export default [
  {
    name: "vitest-node",
    title: "Vitest, node",
    version: "vitest",
    files: (app) => ({ "app.test.js": suite(app, vitest) }),
    run: ["vitest", "run"],
  },
  {
    name: "vitest-fake-timers",
    title: "Vitest, node, under fake timers",
    version: "vitest",
    files: (app) => ({
      "app.test.js": `import { test, vi } from "vitest";
${app.import()}
test("the app", async () => {
  vi.useFakeTimers();
  const result = await ${app.result};
  vi.useRealTimers();
  await ${app.post("Promise.resolve(result)")};
});\n`,
    }),
    run: ["vitest", "run"],
  },
  {
    name: "vitest-happy-dom",
    title: "Vitest, happy-dom",
    version: "vitest",
    files: (app) => ({ "app.test.js": suite(app, `// @vitest-environment happy-dom\n${vitest}`) }),
    run: ["vitest", "run"],
  },
  {
    name: "jest-esm",
    title: "Jest, ESM",
    version: "jest",
    files: (app) => ({
      "app.test.js": suite(app),
      "jest.config.js": "export default { transform: {} };\n",
    }),
    run: ["node", "--experimental-vm-modules", "../../node_modules/jest/bin/jest.js"],
  },
  {
    name: "jest-commonjs",
    title: "Jest, CommonJS, with `transformIgnorePatterns`",
    version: "jest",
    files: (app) => ({
      "package.json": JSON.stringify({
        private: true,
        jest: { transformIgnorePatterns: ["/node_modules/(?!webwork-sdk/)"] },
      }),
      // Not .babelrc: that does not reach into packages.
      "babel.config.json": JSON.stringify({
        presets: [["@babel/preset-env", { targets: { node: "current" } }]],
      }),
      "app.test.js": suite(app),
    }),
    run: ["jest"],
  },
  {
    name: "jest-jsdom",
    title: "Jest, jsdom, which has no `fetch` either",
    version: "jest-environment-jsdom",
    files: (app) => ({
      "app.test.js": suite(app, post),
      "jest.config.js": 'export default { transform: {}, testEnvironment: "jsdom" };\n',
    }),
    run: ["node", "--experimental-vm-modules", "../../node_modules/jest/bin/jest.js"],
    expect: /^InternalError: .*no TextDecoder; .* use the test environment "node"/,
  },
  // The code of docs/testing.md.
  ...[
    {
      name: "recipe-vitest",
      title: "Vitest, with the sandbox",
      version: "vitest",
      recipe: "vitest.test.mjs",
      run: ["vitest", "run"],
    },
    {
      name: "recipe-jest",
      title: "Jest, with the sandbox",
      version: "jest",
      recipe: "jest.test.mjs",
      files: () => ({ "jest.config.mjs": "export default { transform: {} };\n" }),
      run: ["node", "--experimental-vm-modules", "../../node_modules/jest/bin/jest.js"],
    },
    {
      name: "recipe-node",
      title: "node:test, with the sandbox",
      version: "node",
      recipe: "node.test.mjs",
      run: ["node", "--test"],
    },
    {
      name: "recipe-playwright",
      title: "Playwright, with the sandbox",
      version: "playwright-core",
      recipe: "playwright.test.mjs",
      browser: "chromium",
      run: ["node", "--test"],
    },
    {
      name: "recipe-msw",
      title: "MSW, with the sandbox",
      version: "msw",
      recipe: "msw.test.mjs",
      run: ["node", "--test"],
    },
  ],
];
