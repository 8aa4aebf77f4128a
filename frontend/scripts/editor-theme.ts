/** The editor in the colours and the type of the style sheet: only custom properties, so themes need no script. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { backgroundColor: "var(--code-bg)", color: "var(--code-text)", fontSize: "0.8125rem", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "var(--leading-code)", fontVariantLigatures: "none" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 1rem 0 0.3rem" },
  ".cm-cursor, .cm-dropCursor": { borderLeft: "2px solid var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in oklch, var(--trail) 38%, transparent)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklch, var(--trail) 7%, transparent)" },
  ".cm-gutters": { backgroundColor: "var(--code-bg)", color: "var(--ink-3)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.1rem", padding: "0 0.1rem 0 0.5rem", fontVariantNumeric: "tabular-nums" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-foldGutter .cm-gutterElement": { width: "0.9rem", textAlign: "center", cursor: "pointer" },
  ".cm-errorGutter .cm-gutterElement": { width: "0.8rem", textAlign: "center", color: "var(--fail)" },
  ".cm-errorLine": { backgroundColor: "var(--code-mark)", boxShadow: "inset 3px 0 0 var(--fail)" },
  ".cm-errorPlace": {
    textDecoration: "underline wavy var(--fail)",
    textDecorationThickness: "1.5px",
    textUnderlineOffset: "0.3em",
    textDecorationSkipInk: "none",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--line-strong)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--fail-soft)", outline: "1px dashed var(--fail)" },
  ".cm-searchMatch": { backgroundColor: "var(--run-soft)", outline: "1px solid var(--run)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--trail-soft)", outline: "2px solid var(--ink)" },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in oklch, var(--trail) 16%, transparent)" },
  ".cm-foldPlaceholder": {
    background: "var(--sunken)",
    color: "var(--ink-2)",
    border: "var(--hairline)",
    borderRadius: "var(--radius-round)",
    fontFamily: "var(--font-sans)",
    fontSize: "0.6875rem",
    padding: "0 0.5rem",
    margin: "0 0.5rem",
  },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel.cm-search": { fontFamily: "var(--font-sans)", fontSize: "var(--text-sm)", padding: "0.5rem 2.2rem 0.5rem 0.75rem" },
  ".cm-panel.cm-search input[type=checkbox]": { accentColor: "var(--link)" },
  ".cm-panel.cm-search label": { fontSize: "var(--text-sm)" },
  ".cm-panel.cm-search [name=close]": { fontSize: "1.25rem", inlineSize: "1.75rem", blockSize: "1.75rem", color: "var(--ink)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius-1)", fontSize: "var(--text-sm)" },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius-1)",
    fontSize: "var(--text-sm)",
  },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "var(--hairline)", borderRadius: "var(--radius-2)", boxShadow: "var(--shadow-2)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", fontSize: "0.8125rem", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--trail-soft)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.self, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.escape], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--code-def)", fontWeight: "600" },
  { tag: tags.meta, color: "var(--code-def)" },
]);

export const editorTheme = [theme, syntaxHighlighting(colours)];
