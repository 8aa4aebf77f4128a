/** The code editor: CodeMirror in place of the plain textarea, which stays the form's own field. */

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit, LanguageSupport } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, Prec, type Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { editorTheme } from "./editor-theme";
import { errorMark, type Mark, markError } from "./error-mark";
import { numpyNames, ownNames } from "./numpy-names";

export interface Shortcuts {
  run: () => void;
  submit: () => void;
  stop: () => void;
}

export interface Editor {
  source(): string;
  replace(source: string): void;
  mark(mark: Mark | null): void;
  jump(line: number): void;
  focus(): void;
}

interface Settings {
  textarea: HTMLTextAreaElement;
  nonce: string;
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

/** CodeMirror names its fold marks only by a title; they get a shape from our type and stay out of the tab order. */
const folds = foldGutter({ openText: "⌄", closedText: "›" });

const behaviour: Extension = [
  lineNumbers(),
  errorMark,
  folds,
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("    "),
  EditorState.tabSize.of(4),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  keymap.of([
    { key: "Tab", run: acceptCompletion },
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    indentWithTab,
  ]),
];

/** Python without its snippets: the learner writes the loops. */
function python(functions: readonly string[]): Extension {
  const sources = [numpyNames, ownNames(functions), localCompletionSource];
  return new LanguageSupport(
    pythonLanguage,
    sources.map((autocomplete) => pythonLanguage.data.of({ autocomplete })),
  );
}

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

const spoken = EditorView.contentAttributes.of({
  "aria-label": "solution.py, your code",
  "aria-describedby": "editor-leaving",
  tabindex: "0",
  autocapitalize: "off",
  autocorrect: "off",
  spellcheck: "false",
});

export function openEditor({ textarea, nonce, functions, shortcuts, changed }: Settings): Editor {
  const view = new EditorView({
    doc: textarea.value,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      keys(shortcuts),
      behaviour,
      python(functions),
      editorTheme,
      typingOver,
      spoken,
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        textarea.value = update.state.doc.toString();
        changed(textarea.value);
      }),
    ],
  });
  textarea.hidden = true;
  textarea.after(view.dom);
  return {
    source: () => view.state.doc.toString(),
    replace: (source) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source }, selection: { anchor: 0 } }),
    mark: (mark) => markError(view, mark),
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
