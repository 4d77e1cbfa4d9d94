// A document for the snippets of React.

import { define } from "./prelude.mjs";

/** Renders a component, and resolves to its HTML once that matches `until`; after 100 turns to what there is. */
export async function render(t, { tools, component, props, until, wrap = (element) => element }) {
  const { Window, act, createElement, createRoot } = tools;
  const window = new Window();
  t.after(() => window.happyDOM.close());
  const { document } = window;
  define(t, { window, document, IS_REACT_ACT_ENVIRONMENT: true });
  const root = createRoot(document.body);
  await act(async () => root.render(wrap(createElement(component, props))));
  for (let turn = 0; turn < 100 && !until.test(document.body.innerHTML); turn++)
    await act(() => new Promise((resolve) => setImmediate(resolve)));
  const html = document.body.innerHTML;
  await act(async () => root.unmount());
  return html;
}
