/** The line on which the code stopped: tinted, marked in the gutter, underlined where the place is known. */

import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

export interface Mark {
  line: number;
  column: number | null;
  message: string;
}

const setLine = StateEffect.define<number | null>();
const tint = Decoration.line({ class: "cm-errorLine" });

const line = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let decorations = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setLine)) continue;
      const ranges: Range<Decoration>[] = effect.value === null ? [] : [tint.range(effect.value)];
      decorations = Decoration.set(ranges);
    }
    return decorations;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const errorMark: Extension = [line, lintGutter()];

/** Mark a line, or nothing. A line that no longer exists is not marked. */
export function markError(view: EditorView, mark: Mark | null): void {
  const { doc } = view.state;
  const valid = mark && mark.line >= 1 && mark.line <= doc.lines ? mark : null;
  const diagnostics: Diagnostic[] = [];
  if (valid) {
    const { from, to, text } = doc.line(valid.line);
    const start = valid.column ? Math.min(from + valid.column - 1, to) : from + (text.length - text.trimStart().length);
    diagnostics.push({ from: start, to: Math.max(start, to), severity: "error", message: valid.message });
  }
  view.dispatch(setDiagnostics(view.state, diagnostics), {
    effects: setLine.of(valid ? doc.line(valid.line).from : null),
  });
}
