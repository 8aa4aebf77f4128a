/** Functions whose checks all pass fold to one line; the learner may unfold them, and they stay unfolded. */

import { codeFolding, foldEffect, foldable, foldedRanges, syntaxTree, unfoldEffect } from "@codemirror/language";
import type { Extension, StateEffect } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { say } from "../words/page";
import { counted } from "../words/verdict";

interface Prepared {
  lines: number;
  passed: boolean;
}
interface Found {
  name: string;
  from: number;
  to: number;
}

const passed = new Set<string>();

/** The functions at the top level of the document. */
function functionsOf(view: EditorView): Found[] {
  const { state } = view;
  const found: Found[] = [];
  for (let node = syntaxTree(state).topNode.firstChild; node; node = node.nextSibling) {
    const name = node.name === "FunctionDefinition" ? node.getChild("VariableName") : null;
    const range = name ? foldable(state, node.from, state.doc.lineAt(node.from).to) : null;
    if (name && range) found.push({ name: state.sliceDoc(name.from, name.to), ...range });
  }
  return found;
}

const isFolded = (view: EditorView, from: number): boolean => {
  let folded = false;
  foldedRanges(view.state).between(from, from, (at) => {
    folded ||= at === from;
  });
  return folded;
};

/** Fold what passes now and did not before, open again what no longer passes; where the cursor stands nothing is folded. */
export function foldPassed(view: EditorView, names: readonly string[]): void {
  const before = new Set(passed);
  passed.clear();
  for (const name of names) passed.add(name);
  const cursor = view.state.selection.main.head;
  const effects = functionsOf(view).flatMap(({ name, from, to }): StateEffect<unknown>[] => {
    const folded = isFolded(view, from);
    if (before.has(name) && !passed.has(name) && folded) return [unfoldEffect.of({ from, to })];
    const isInside = view.hasFocus && cursor >= view.state.doc.lineAt(from).from && cursor <= to;
    return passed.has(name) && !before.has(name) && !folded && !isInside ? [foldEffect.of({ from, to })] : [];
  });
  if (effects.length) view.dispatch({ effects });
}

export const passedPlaceholder: Extension = codeFolding({
  preparePlaceholder: (state, { from, to }): Prepared => {
    const first = state.doc.lineAt(from);
    const name = /def\s+(\w+)/.exec(first.text)?.[1] ?? "";
    return { lines: state.doc.lineAt(to).number - first.number, passed: passed.has(name) };
  },
  placeholderDOM: (_view, unfold, { lines, passed: passes }: Prepared) => {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "cm-foldPlaceholder";
    node.tabIndex = -1;
    node.textContent = passes ? say.foldedPassed(counted.line(lines)) : counted.line(lines);
    node.setAttribute("aria-label", say.unfold(node.textContent));
    node.addEventListener("click", unfold);
    return node;
  },
});
