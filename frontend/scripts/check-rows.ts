/** One check as one row: symbol, title, word; a failed one with expected, got and why. */

import type { CheckResult, Figure, GradientFigure, Picture } from "./contracts";
import { button, element, icon, prose } from "./elements";
import { figurePlace } from "./pictures";
import type { Row, RowState } from "./progress";
import { say } from "./words/page";
import { reasonOf, stateWord, taskSentence } from "./words/verdict";

const SYMBOL: Record<RowState, string> = {
  passed: "passed",
  failed: "failed",
  not_run: "notrun",
  running: "running",
  waiting: "waiting",
  ours: "ours",
};
export const symbolOf = (state: RowState): string => SYMBOL[state];
export const wordOf = (state: RowState): string => (state === "ours" ? say.couldNotCheck : stateWord[state]);

const styleOf = (state: RowState): string => (state === "not_run" ? "notrun" : state);

/** A title that begins a sentence, after "Task 4: " in the lower case unless it begins with a name. */
export function titleWithTask(result: CheckResult): string {
  const [first = "", second = ""] = result.title;
  const isName = second === "" || second !== second.toLowerCase() || !/\p{Letter}/u.test(second) || first === first.toLowerCase();
  return taskSentence(result.task, isName ? result.title : first.toLowerCase() + result.title.slice(1));
}

/** A check whose title is already neutral needs no second word for it. */
const hiddenPill = (row: Row): HTMLElement | null =>
  row.plan.visibility === "hidden" && !/hidden/i.test(row.plan.title) ? element("span", { class: "pill pill--hidden" }, say.hidden) : null;

/** Why nothing ran, where one reason kept every check from it: it is said once for all of them. */
export function sharedReason(rows: readonly Row[]): string {
  const reasons = new Set(rows.map((row) => (row.state === "not_run" && row.result ? reasonOf(row.result) : "")));
  const [reason = ""] = reasons;
  return rows.length > 1 && reasons.size === 1 ? reason : "";
}

/** `said` is the reason that stands above the rows already. */
export function checkRow(row: Row, said: string): HTMLLIElement {
  const own = row.state === "not_run" && row.result ? reasonOf(row.result) : "";
  const reason = own === said ? "" : own;
  const why = reason && `: ${reason[0]?.toLowerCase()}${reason.slice(1).replace(/\.$/, "")}`;
  const title = element("span", { class: "check__title" }, element("span", { lang: "en" }, prose(row.plan.title), prose(why)), " ", hiddenPill(row));
  const compact = row.state === "failed" ? " check--compact" : "";
  return element(
    "li",
    { class: `check check--${styleOf(row.state)}${compact}` },
    icon(symbolOf(row.state), "check__icon"),
    title,
    element("span", { class: "check__state" }, wordOf(row.state)),
    row.state === "ours" ? element("p", { class: "check__body check__why" }, say.machineStopped) : null,
  );
}

/** Takes a case that failed to where it can be tried. */
export type TryCase = (code: string, title: string) => void;

/** The failed check to look at first, in full. */
export function failedRow(result: CheckResult, tryCase: TryCase | null): HTMLLIElement {
  const take = tryCase && ((code: string): void => tryCase(code, result.title));
  const cases = result.figures.filter((figure) => figure.kind === "case");
  const numbers = result.figures.filter((figure) => figure.kind !== "case");
  // What is off and why comes before what one can do with the case.
  const why = result.message ? element("p", { class: "check__why", lang: "en" }, prose(result.message)) : null;
  const parts = [...numbers.map((figure) => inBody(figure, take)), why, ...cases.map((figure) => inBody(figure, take))];
  const body = element("div", { class: "check__body" }, ...parts);
  return element(
    "li",
    { class: "check check--failed" },
    icon("failed", "check__icon"),
    element("span", { class: "check__title" }, prose(titleWithTask(result))),
    element("span", { class: "check__state" }, say.failed),
    body.hasChildNodes() ? body : null,
  );
}

function inBody(figure: Figure, tryCase: ((code: string) => void) | null): HTMLElement | null {
  if (figure.kind === "compare") {
    return element(
      "dl",
      { class: "versus" },
      element("dt", {}, say.expected),
      element("dd", {}, figure.expected),
      element("dt", {}, say.got),
      element("dd", { class: "versus__got" }, figure.got),
    );
  }
  if (figure.kind === "relation") return element("p", { lang: "en" }, element("strong", {}, prose(figure.sentence)));
  return figure.kind === "case" && figure.code ? caseFigure(figure.code, tryCase) : null;
}

function caseFigure(code: string, tryCase: ((code: string) => void) | null): HTMLElement {
  const copied = element("span", { class: "small muted", role: "status" });
  const copy = button(say.copy, "btn btn--small", () => {
    navigator.clipboard.writeText(code).then(
      () => (copied.textContent = say.copied),
      () => (copied.textContent = say.copyClosed),
    );
  });
  const take = tryCase && element("div", { class: "row" }, button(say.intoScratch, "btn btn--small", () => tryCase(code), "pen"));
  const text = element(
    "details",
    { class: "case" },
    element("summary", {}, say.caseText),
    element("pre", { class: "prints", tabindex: 0, role: "region", "aria-label": say.caseTitle }, code),
    element("div", { class: "row" }, copy, copied),
  );
  return element("div", { class: "stack stack--tight" }, take, text);
}

const isDrawn = (figure: Figure): figure is Picture | GradientFigure => !["compare", "relation", "case"].includes(figure.kind);

/** The pictures of a failed check: they stand beside the sentence that they prove. */
export const picturesOf = (result: CheckResult): HTMLElement[] =>
  result.figures.filter(isDrawn).map((figure) => element("div", { class: "pad-x" }, figurePlace(figure)));
