/** The code editor: CodeMirror in place of the plain textarea, which stays the form's own field. */

import { Compartment, EditorState, type Extension, Prec, type Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { CarriedFunction } from "../contracts";
import { errorMark, type Mark, markError } from "./error-mark";
import { firstColours } from "./first-colours";
import { foldSpace } from "./fold-space";
import { mineNotes, tellCarried } from "./mine-notes";
import { noteLines, shapeNotes } from "./shape-notes";
import { editorTheme } from "./theme";

export interface Shortcuts {
  run: () => void;
  submit: () => void;
  stop: () => void;
}

export interface Editor {
  source(): string;
  replace(source: string): void;
  mark(mark: Mark | null): void;
  /** Words at the ends of lines, by their numbers; null takes them away. */
  note(notes: ReadonlyMap<number, string> | null): void;
  /** Whose earlier functions come along: said where they are imported. */
  tellCarried(functions: readonly CarriedFunction[]): void;
  foldPassed(functions: readonly string[]): void;
  jump(line: number): void;
  focus(): void;
}

interface Settings {
  textarea: HTMLTextAreaElement;
  nonce: string;
  label: string;
  functions: readonly string[];
  shortcuts: Shortcuts;
  changed: (source: string) => void;
}

function press(action: () => void): () => boolean {
  return () => {
    action();
    return true;
  };
}

const keys = ({ run, submit, stop }: Shortcuts): Extension =>
  Prec.highest(
    keymap.of([
      { key: "Mod-Enter", run: press(run) },
      { key: "Mod-Shift-Enter", run: press(submit) },
      { key: "Mod-.", run: press(stop) },
    ]),
  );

/** Until the other keys are here: what the browser would do otherwise, or leave undone. */
const firstKeys = keymap.of([
  {
    key: "Mod-a",
    run: (view) => {
      view.dispatch({ selection: { anchor: 0, head: view.state.doc.length } });
      return true;
    },
  },
  {
    key: "Tab",
    run: (view) => {
      view.dispatch(view.state.replaceSelection("    "));
      return true;
    },
  },
]);

const behaviour: Extension = [
  lineNumbers(),
  errorMark,
  highlightSpecialChars(),
  drawSelection(),
  EditorState.tabSize.of(4),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  shapeNotes,
  mineNotes,
];

/**
 * Typing over a selection is done here and not by the browser: to keep the look of what it replaces, the browser
 * would write style attributes, which the content security policy refuses.
 */
const typingOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || empty || view.composing) return false;
    const text = event.data;
    const insert = (): Transaction => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type" });
    const handled = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, text, insert));
    if (!handled) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

const spoken = (label: string): Extension =>
  EditorView.contentAttributes.of({
    "aria-label": label,
    "aria-describedby": "editor-leaving",
    tabindex: "0",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
  });

export function openEditor({ textarea, nonce, label, functions, shortcuts, changed }: Settings): Editor {
  const colours = new Compartment();
  const folds = new Compartment();
  const view = new EditorView({
    doc: textarea.value,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      keys(shortcuts),
      behaviour,
      folds.of(foldSpace),
      colours.of([firstColours, firstKeys]),
      editorTheme,
      typingOver,
      spoken(label),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        textarea.value = update.state.doc.toString();
        changed(textarea.value);
      }),
    ],
  });
  textarea.hidden = true;
  textarea.after(view.dom);

  let loading: Promise<typeof import("./extras")> | null = null;
  const load = (): Promise<typeof import("./extras")> =>
    (loading ??= import("./extras").then((chunk) => {
      view.dispatch({ effects: [folds.reconfigure(chunk.folds), colours.reconfigure(chunk.extras(functions))] });
      return chunk;
    }));
  /** Without a line the editor goes on with what it has, and asks again at the next touch. */
  const tryLoad = (): void => {
    load().catch(() => (loading = null));
  };
  for (const sign of ["focusin", "pointerenter"]) view.dom.addEventListener(sign, tryLoad);

  return {
    source: () => view.state.doc.toString(),
    replace: (source) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source }, selection: { anchor: 0 } }),
    mark: (mark) => markError(view, mark),
    note: (notes) => noteLines(view, notes),
    tellCarried: (functions) => tellCarried(view, functions),
    foldPassed: (names) => {
      if (names.length === 0 && !loading) return;
      load().then(
        (chunk) => chunk.foldPassed(view, names),
        () => (loading = null),
      );
    },
    jump: (line) => jump(view, line),
    focus: () => view.focus(),
  };
}

function jump(view: EditorView, number: number): void {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(1, number), doc.lines));
  const indent = line.text.length - line.text.trimStart().length;
  view.dispatch({ selection: { anchor: line.from + indent }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}
