/** The line on which the code stopped: tinted, marked in the gutter, underlined where the place is known. */

import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker } from "@codemirror/view";

export interface Mark {
  line: number;
  column: number | null;
  message: string;
}
interface Place {
  line: number;
  from: number;
  to: number;
  message: string;
}

const setPlace = StateEffect.define<Place | null>();

class Sign extends GutterMarker {
  constructor(private readonly message: string) {
    super();
  }

  override eq(other: Sign): boolean {
    return other.message === this.message;
  }

  override toDOM(): Node {
    const sign = document.createElement("span");
    sign.className = "cm-errorSign";
    sign.title = this.message;
    sign.textContent = "▸";
    return sign;
  }
}

function decorate(place: Place | null): DecorationSet {
  if (!place) return Decoration.none;
  const { line, from, to, message } = place;
  const ranges = [Decoration.line({ class: "cm-errorLine" }).range(line)];
  if (to > from) ranges.push(Decoration.mark({ class: "cm-errorPlace", attributes: { title: message } }).range(from, to));
  return Decoration.set(ranges);
}

const decorations = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    const effect = transaction.effects.findLast((candidate) => candidate.is(setPlace));
    return effect ? decorate(effect.value as Place | null) : value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const signs = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(value, transaction) {
    const effect = transaction.effects.findLast((candidate) => candidate.is(setPlace));
    if (!effect) return value.map(transaction.changes);
    const place = effect.value as Place | null;
    return place ? RangeSet.of([new Sign(place.message).range(place.line)]) : RangeSet.empty;
  },
});

export const errorMark: Extension = [
  decorations,
  signs,
  gutter({ class: "cm-errorGutter", markers: (view) => view.state.field(signs), initialSpacer: () => new Sign("") }),
];

/** Mark a line, or nothing. A line that no longer exists is not marked. */
export function markError(view: EditorView, mark: Mark | null): void {
  const { doc } = view.state;
  if (!mark || mark.line < 1 || mark.line > doc.lines) {
    if (view.state.field(signs).size > 0) view.dispatch({ effects: setPlace.of(null) });
    return;
  }
  const { from, to, text } = doc.line(mark.line);
  const start = mark.column ? from + mark.column - 1 : from + (text.length - text.trimStart().length);
  view.dispatch({ effects: setPlace.of({ line: from, from: Math.min(start, to), to, message: mark.message }) });
}
