/** Auf Deutsch: was von einem Lauf und seinen Prüfungen gesagt wird. */

import type { Ending, Submission } from "../../contracts";
import type * as english from "../verdict";

const ORDINALS = ["", "Als Nächstes dran", "An zweiter Stelle", "An dritter Stelle", "An vierter Stelle", "An fünfter Stelle"];

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

export const counted: typeof english.counted = {
  line: (number) => count(number, "Zeile", "Zeilen"),
  check: (number) => count(number, "Prüfung", "Prüfungen"),
  call: (number) => count(number, "Aufruf", "Aufrufe"),
  row: (number) => count(number, "Zeile", "Zeilen"),
  time: (number) => `${number}-mal`,
  step: (number) => count(number, "Schritt", "Schritte"),
  example: (number) => count(number, "Beispiel", "Beispiele"),
  image: (number) => count(number, "Bild", "Bilder"),
  point: (number) => count(number, "Punkt", "Punkte"),
};

const MANY: Record<string, string> = { Schritt: "Schritte", Epoche: "Epochen", Punkt: "Punkte" };
export const countedSteps: typeof english.countedSteps = (number, name) => count(number, name, MANY[name] ?? name);

export const seconds: typeof english.seconds = (milliseconds) =>
  milliseconds < 9_950 ? `${(milliseconds / 1000).toFixed(2).replace(".", ",")} s` : `${Math.round(milliseconds / 1000)} s`;

export const ago: typeof english.ago = (moment, now) => {
  const elapsed = Math.max(0, Math.round((now - moment) / 1000));
  if (elapsed < 5) return "gerade eben";
  if (elapsed < 60) return `vor ${elapsed} s`;
  const minutes = Math.round(elapsed / 60);
  return minutes < 60 ? `vor ${minutes} min` : `um ${clock(new Date(moment))}`;
};

export const clock: typeof english.clock = (date) => date.toLocaleTimeString("de", { hour: "2-digit", minute: "2-digit" });
export const day: typeof english.day = (date) => date.toLocaleDateString("de", { day: "numeric", month: "short" });

export const stateWord: typeof english.stateWord = {
  passed: "bestanden",
  failed: "nicht bestanden",
  not_run: "nicht gelaufen",
  running: "läuft",
  waiting: "wartet",
};

export const sumsSentence: typeof english.sumsSentence = ({ passed, failed, notRun, toCome }) => {
  const parts = [
    passed && `${passed}\u00a0bestanden`,
    failed && `${failed}\u00a0nicht\u00a0bestanden`,
    notRun && `${notRun}\u00a0nicht\u00a0gelaufen`,
    toCome && `${toCome}\u00a0noch\u00a0offen`,
  ];
  return parts.filter(Boolean).join(", ");
};

export const queueSentence: typeof english.queueSentence = (position) => {
  if (!position || position < 1) return "Wartet auf einen freien Platz";
  return ORDINALS[position] ?? `An Stelle ${position} der Warteschlange`;
};

const stood = (passed: number): string => {
  if (!passed) return "";
  return passed === 1 ? " Die Prüfung davor gilt." : ` Die ${passed} Prüfungen davor gelten.`;
};

export const endingSentence: typeof english.endingSentence = (ending, limits, passed) => {
  const wall = limits.wall_s ? ` nach ${limits.wall_s} s` : ": es dauerte zu lange";
  const memory = limits.memory_mb ? `mehr als ${limits.memory_mb} MB` : "mehr Speicher, als ein Lauf haben darf";
  const sentences: Record<Ending, string> = {
    finished: "",
    timed_out: `Gestoppt${wall}.${stood(passed)}`,
    out_of_memory: `Es verlangte ${memory}.${stood(passed)}`,
    crashed: `Der Python-Prozess endete mitten in einer Prüfung.${stood(passed)}`,
    output_limit: `Gestoppt: Es gab mehr als 1 MB aus.${stood(passed)}`,
    too_many_processes: `Gestoppt: Es startete einen zweiten Prozess; Platz ist für einen.${stood(passed)}`,
    protocol_violation: "Die Antworten kamen unlesbar zurück, darum war nichts zu vergleichen.",
    forbidden_operation: `Gestoppt: Es verlangte vom System etwas, das hier gesperrt ist.${stood(passed)}`,
    stopped: `Von dir gestoppt.${stood(passed)}`,
    isolation_unavailable: "Wir konnten das nicht prüfen. Unser Fehler, nicht deiner.",
  };
  return sentences[ending];
};

export const endingAdvice: typeof english.endingAdvice = {
  timed_out: "Suche eine Schleife, deren Ende nie erreicht wird, oder eine über einzelne Elemente, wo ein Produkt genügt.",
  out_of_memory: "Suche ein Array, dessen Form mit dem Produkt zweier Größen wächst.",
  crashed: "Das kommt öfter von sehr tiefer Rekursion als von irgendetwas anderem.",
  output_limit: "Gib weniger aus, oder nur an einer Stelle.",
};

export const passedSentence: typeof english.passedSentence = (total, lane) => {
  if (lane === "run") return total === 1 ? "Die sichtbare Prüfung ist bestanden" : `Alle ${total} sichtbaren Prüfungen sind bestanden`;
  return total === 1 ? "Die Prüfung ist bestanden" : `Alle ${total} Prüfungen sind bestanden`;
};

const UNGRADED: Partial<Record<Submission["state"], string>> = {
  could_not_check: "Wir konnten das nicht prüfen. Unser Fehler, nicht deiner.",
  superseded: "Eine neuere ist an ihre Stelle getreten.",
  cancelled: "Von dir gestoppt. Es zählt nicht.",
};

export const ungradedSentence: typeof english.ungradedSentence = (submission) => {
  if (submission.state === "queued") return queueSentence(submission.position_in_queue);
  return UNGRADED[submission.state] ?? startingWord(submission.lane);
};

export const errorSentence: typeof english.errorSentence = (verdict) => {
  const line = verdict.error?.line;
  return line ? `Dein Code hielt in Zeile ${line} an` : "Dein Code lief nicht";
};

const CERTAINTY: Record<string, string> = {
  exact: "Bekannter Fehler",
  relation: "Daran gesehen, wie deine Zahlen zu den richtigen stehen",
  localised: "Gefunden, indem je ein Wert ausgetauscht wurde",
  health: "Beim Training gesehen",
  pattern: "Aus der Fehlermeldung gelesen",
};
export const certaintySentence: typeof english.certaintySentence = (certainty) => CERTAINTY[certainty] ?? "Aus den Prüfungen";

export const reasonOf: typeof english.reasonOf = (check) => check.reason || check.message || "";

export const taskSentence: typeof english.taskSentence = (number, title) => (title ? `Aufgabe ${number}: ${title}` : `Aufgabe ${number}`);
export const stripWords: typeof english.stripWords = (task, title, state) => `Aufgabe ${task}, ${title}: ${state}`;
export const runName: typeof english.runName = (lane, number) => `${lane === "run" ? "Lauf" : "Abgabe"} ${number}`;
export const startingWord: typeof english.startingWord = (lane) => (lane === "run" ? "Läuft" : "Wird geprüft");
export const lookAt: typeof english.lookAt = (task, title) => `Sieh dir Aufgabe ${task} an: ${title}`;
export const ourFault: typeof english.ourFault = (number) =>
  `Es zählt nicht als Versuch und sagt nichts über deinen Code. Wenn du uns schreibst, hilft diese Nummer: ${number}`;

export const checksTitle: typeof english.checksTitle = (number, lane) => {
  const visible = lane === "run" ? "sichtbaren " : "";
  if (number === 1) return lane === "run" ? "Die sichtbare Prüfung" : "Die Prüfung";
  return `Alle ${number} ${visible}Prüfungen`;
};
