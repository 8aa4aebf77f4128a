/** Beside `from mine import …`: whose functions these are at present. */

import { type Extension, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { CarriedFunction } from "../contracts";
import { say } from "../words/page";

const setCarried = StateEffect.define<readonly CarriedFunction[]>();

class Note extends WidgetType {
  constructor(private readonly text: string) {
    super();
  }

  override eq(other: Note): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const note = document.createElement("span");
    note.className = "cm-mineNote";
    note.textContent = this.text;
    return note;
  }
}

/** "# yours" where all are alike, else each with its name. */
function words(names: readonly string[], carried: readonly CarriedFunction[]): string {
  const known = carried.filter(({ name }) => names.includes(name));
  const uses = new Set(known.map(({ use }) => use));
  if (known.length === 0) return "";
  const [first] = uses;
  return `# ${uses.size === 1 && first ? say.carriedUses[first] : known.map(({ name, use }) => `${name}: ${say.carriedUses[use]}`).join(", ")}`;
}

function notesIn(doc: Text, carried: readonly CarriedFunction[]): DecorationSet {
  const ranges = [];
  for (let number = 1; carried.length > 0 && number <= doc.lines; number += 1) {
    const line = doc.line(number);
    const names = /^from mine import ([\w, ]+)/.exec(line.text)?.[1]?.split(",").map((name) => name.trim().split(" ")[0] ?? "");
    const text = names ? words(names, carried) : "";
    if (text) ranges.push(Decoration.widget({ widget: new Note(text), side: 1 }).range(line.to));
  }
  return Decoration.set(ranges);
}

interface Known {
  carried: readonly CarriedFunction[];
  notes: DecorationSet;
}

const state = StateField.define<Known>({
  create: () => ({ carried: [], notes: Decoration.none }),
  update(known, transaction) {
    const told = transaction.effects.findLast((effect) => effect.is(setCarried));
    const carried = told ? (told.value as readonly CarriedFunction[]) : known.carried;
    return told || transaction.docChanged ? { carried, notes: notesIn(transaction.newDoc, carried) } : known;
  },
  provide: (field) => EditorView.decorations.from(field, ({ notes }) => notes),
});

export const mineNotes: Extension = state;

export const tellCarried = (view: EditorView, carried: readonly CarriedFunction[]): void => view.dispatch({ effects: setCarried.of(carried) });
