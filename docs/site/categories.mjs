// A TypeDoc plugin that sorts the reference by what the declarations are about. The folder of a
// declaration says it, so nobody has to repeat it in a comment.

import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

const CATEGORIES = [
  [/\/generated\/resources\.d\.ts$/, () => "Resources"],
  [/\/generated\/models\.d\.ts$/, (name) => (name.endsWith("Params") ? "Parameters" : "Models")],
  [/\/bulk\//, () => "Bulk"],
  [/\/client\//, () => "Client"],
  [/\/errors\//, () => "Errors"],
  [/\/paging\//, () => "Pages"],
];

export function load(app) {
  // Before TypeDoc's own plugin of categories reads the tags.
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    ({ project }) => {
      for (const one of project.getReflectionsByKind(ReflectionKind.SomeExport)) {
        const file = project.getSymbolIdFromReflection(one)?.fileName ?? "";
        const [, category] = CATEGORIES.find(([path]) => path.test(file)) ?? [];
        if (!category || one.parent?.name !== "webwork-sdk") continue;
        one.comment ??= new Comment();
        const content = [{ kind: "text", text: category(one.name) }];
        one.comment.blockTags.push(new CommentTag("@category", content));
      }
    },
    1_000,
  );
}
