/** Words at the ends of lines: the shapes that a trace found there. They go as soon as the text changes. */

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";

const setNotes = StateEffect.define<DecorationSet>();

class Note extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }

  override eq(other: Note): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const note = document.createElement("span");
    note.className = "cm-shapeNote";
    note.textContent = this.text;
    return note;
  }
}

const notes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    const effect = transaction.effects.findLast((candidate) => candidate.is(setNotes));
    if (effect) return effect.value as DecorationSet;
    return transaction.docChanged ? Decoration.none : value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const shapeNotes: Extension = notes;

/** Write `words` at the ends of the lines with these numbers, or take all away. */
export function noteLines(view: EditorView, words: ReadonlyMap<number, string> | null): void {
  const { doc } = view.state;
  const known = [...(words ?? [])].filter(([line]) => line >= 1 && line <= doc.lines).sort(([one], [two]) => one - two);
  const ranges = known.map(([line, text]) => Decoration.widget({ widget: new Note(text), side: 1 }).range(doc.line(line).to));
  view.dispatch({ effects: setNotes.of(Decoration.set(ranges)) });
}
