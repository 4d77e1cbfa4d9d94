// Runs in the page: finds what a user would mean by a role and a name. A dialog hides all around it.

/** Returns the first visible element, or null. It has to be one function: it is sent as text. */
export function locate(role, name) {
  const selectors = {
    button: "button",
    checkbox: "input[type=checkbox]",
    combobox: "select",
    radio: "input[type=radio]",
    link: "a",
    textbox: "input:not([type=checkbox], [type=radio]), textarea",
  };
  const tidy = (text) =>
    (text ?? "")
      .replace(/[\u2068\u2069]/g, "")
      .replace(/\s+/g, " ")
      .trim();
  const nameOf = (element) =>
    tidy(element.getAttribute("aria-label")) ||
    tidy([...(element.labels ?? [])].map((label) => label.textContent).join(" ")) ||
    tidy(element.textContent);
  // The name of a picker is that of its label, without the options in it.
  const matches = (text) => text === name || (role === "combobox" && text.startsWith(name));
  const scope = document.querySelector("dialog[open]") ?? document;
  return (
    [...scope.querySelectorAll(selectors[role])].find(
      (element) => element.checkVisibility() && matches(nameOf(element)),
    ) ?? null
  );
}
