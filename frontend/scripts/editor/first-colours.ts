/** Colours for Python until the grammar is here: keywords, strings, numbers and comments by one expression. */

import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const PIECES =
  /(#.*)|((?:\b[rbfuRBFU]{1,2})?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?))|\b(and|as|assert|async|await|break|class|continue|def|del|elif|else|except|False|finally|for|from|global|if|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)\b|(?<![\w.])(\d[\w.]*)|((?<=\b(?:def|class)\s+)\w+)/g;
const CLASSES = ["c", "s", "k", "n", "d"].map((name) => Decoration.mark({ class: name }));

function colour(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const match of view.state.doc.toString().matchAll(PIECES)) {
    const mark = CLASSES[match.slice(1).findIndex((group) => group !== undefined)];
    if (mark && match[0]) builder.add(match.index, match.index + match[0].length, mark);
  }
  return builder.finish();
}

export const firstColours: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = colour(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = colour(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
