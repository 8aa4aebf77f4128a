/** What the editor needs once somebody works in it: Python's grammar, undo, completion, search, folding. A chunk of its own. */

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { numpyNames, ownNames } from "./numpy-names";
import { phrases } from "../words/editor";
import { passedPlaceholder } from "./passed-folds";

export { foldPassed } from "./passed-folds";

/** The same classes as in every other listing of the site. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.self, tags.operatorKeyword], class: "k" },
  { tag: [tags.string, tags.special(tags.string)], class: "s" },
  { tag: [tags.number, tags.escape], class: "n" },
  { tag: tags.comment, class: "c" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className), tags.meta], class: "d" },
]);

/** Python without its snippets: the learner writes the loops. */
function python(functions: readonly string[]): Extension {
  const sources = [numpyNames, ownNames(functions), localCompletionSource];
  return new LanguageSupport(
    pythonLanguage,
    sources.map((autocomplete) => pythonLanguage.data.of({ autocomplete })),
  );
}

/** CodeMirror names its fold marks only by a title; they get a shape from our type and stay out of the tab order. */
export const folds: Extension = [foldGutter({ openText: "⌄", closedText: "›" }), passedPlaceholder];

export const extras = (functions: readonly string[]): Extension => [
  EditorState.phrases.of(phrases),
  history(),
  indentOnInput(),
  indentUnit.of("    "),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  highlightSelectionMatches(),
  syntaxHighlighting(colours),
  python(functions),
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
