// A tab of a browser as a user has it: what is on the screen, and clicks and keys that are real. The same
// for puppeteer (Chromium, Firefox) and WebDriver (WebKit).

import { locate } from "./locate.mjs";

const TRIES = 400;
const PAUSE_MS = 50;

/** Waits until a function returns something truthy, 20 s at most. A page that is being left throws. */
export async function until(find, what) {
  let cause;
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const found = await find();
      if (found) return found;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`it did not come to this: ${what}`, { cause });
}

/**
 * `page` is what a browser can do:
 *   goto(url), evaluate(function, ...args), query(function, ...args) → an element or null,
 *   click(element), type(element, text), complaints() → what the console and the page complained about
 */
export class Tab {
  constructor(page) {
    this.page = page;
  }

  goto(url) {
    return this.page.goto(url);
  }

  evaluate(run, ...args) {
    return this.page.evaluate(run, ...args);
  }

  find(role, name) {
    return until(() => this.page.query(locate, role, name), `there is a ${role} "${name}"`);
  }

  /** Clicks what is there, as soon as nothing is in front of it. */
  async click(role, name) {
    const click = async () => {
      const element = await this.page.query(locate, role, name);
      if (!element) return false;
      // As a user would: to where no notice is in front of it.
      await this.page.evaluate((it) => it.scrollIntoView({ block: "center" }), element);
      await this.page.click(element);
      return true;
    };
    await until(click, `there is a ${role} "${name}" to click`);
  }

  /** Types into a text field that is empty. */
  async type(name, text) {
    await this.page.type(await this.find("textbox", name), text);
  }

  /** Sets the value of a field: each browser has its own editor for dates and times. */
  async fill(name, value) {
    await this.find("textbox", name);
    await this.#set("textbox", name, value);
  }

  /** Chooses an option by its text. */
  async choose(name, option) {
    await this.find("combobox", name);
    const value = await until(
      () =>
        this.page.evaluate(
          `(() => {
            const select = (${locate})("combobox", ${JSON.stringify(name)});
            const found = [...select.options].find(({ text }) => text === ${JSON.stringify(option)});
            return found?.value;
          })()`,
        ),
      `"${name}" has an option "${option}"`,
    );
    await this.#set("combobox", name, value);
  }

  #set(role, name, value) {
    return this.page.evaluate(`(() => {
      const element = (${locate})(${JSON.stringify(role)}, ${JSON.stringify(name)});
      element.focus();
      element.value = ${JSON.stringify(value)};
      for (const type of ["input", "change"])
        element.dispatchEvent(new Event(type, { bubbles: true }));
    })()`);
  }

  /** All text on the screen, as one line, without the marks of its direction. */
  text() {
    return this.page.evaluate(
      String.raw`document.body.innerText.replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ")`,
    );
  }

  async see(text) {
    let shown = "";
    const find = async () => {
      shown = await this.text();
      return shown.includes(text);
    };
    await until(find, `"${text}" is on the screen`).catch(async ({ message }) => {
      const complaints = (await this.complaints()).join("\n");
      throw new Error(`${message}; what is: ${shown}\n${complaints}`);
    });
  }

  async gone(text) {
    await until(async () => !(await this.text()).includes(text), `"${text}" is gone`);
  }

  complaints() {
    return this.page.complaints();
  }
}
