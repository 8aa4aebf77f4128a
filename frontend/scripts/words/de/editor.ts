/** Auf Deutsch: was die Leisten und Ansagen des Editors sagen. */

import type * as english from "../editor";

export const phrases: typeof english.phrases = {
  Find: "Suchen",
  Replace: "Ersetzen durch",
  next: "weiter",
  previous: "zurück",
  all: "alle",
  "match case": "Groß und klein",
  regexp: "regulärer Ausdruck",
  "by word": "ganze Wörter",
  replace: "ersetzen",
  "replace all": "alle ersetzen",
  close: "schließen",
  "current match": "aktuelle Fundstelle",
  "on line": "in Zeile",
  "replaced match on line $": "Fundstelle in Zeile $ ersetzt",
  "replaced $ matches": "$ Fundstellen ersetzt",
  "Go to line": "Zu Zeile",
  go: "los",
  Completions: "Vorschläge",
  "folded code": "eingeklappter Code",
  unfold: "ausklappen",
  to: "bis",
  "Fold line": "Zeile einklappen",
  "Unfold line": "Zeile ausklappen",
  "Folded lines": "Eingeklappt: Zeilen",
  "Unfolded lines": "Ausgeklappt: Zeilen",
  "Selection deleted": "Auswahl gelöscht",
  "Control character": "Steuerzeichen",
};
