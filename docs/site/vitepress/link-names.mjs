// Links names of the API in backticks, such as `RateLimitError` or `timeEntries.list`, to their page in the
// reference. The documents themselves stay free of links that would lead nowhere on GitHub.

export function linkNames(md, names) {
  md.core.ruler.push("link_names", (state) => {
    const Token = state.Token;
    for (const { type, children } of state.tokens) {
      if (type !== "inline") continue;
      let inLink = 0;
      for (let at = 0; at < children.length; at++) {
        const token = children[at];
        if (token.type === "link_open") inLink++;
        if (token.type === "link_close") inLink--;
        const target = Object.hasOwn(names, token.content) ? names[token.content] : undefined;
        if (token.type !== "code_inline" || inLink > 0 || !target) continue;
        const open = new Token("link_open", "a", 1);
        open.attrSet("href", target);
        children.splice(at, 1, open, token, new Token("link_close", "a", -1));
        at += 2;
      }
    }
  });
}
