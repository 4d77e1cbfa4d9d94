// A little help with the DOM.

/** An element of the page; its class is checked. */
export function byId<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return element;
}

type Content = Node | string;

/** Makes an element. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
  ...content: Content[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...content);
  return element;
}

export const text = (id: string, value: string): void => {
  const element = byId(id, HTMLElement);
  // A screen reader would announce it again.
  if (element.textContent !== value) element.textContent = value;
};

const drawn = new WeakMap<Element, string>();

/** Fills an element only if what it shows has changed, so that nobody loses focus or selection. */
export function fill(element: Element, shown: unknown, content: () => Content[]): void {
  const key = JSON.stringify(shown);
  if (drawn.get(element) === key) return;
  drawn.set(element, key);
  element.replaceChildren(...content());
}

/** Right to left where the browser's language is. */
export function setDirection(): void {
  document.documentElement.dir = chrome.i18n.getMessage("@@bidi_dir");
}
