/** One check as one row: symbol, title, word; a failed one with expected, got and why. */

import type { CheckResult, Figure } from "./contracts";
import { button, element, icon, prose } from "./elements";
import { gradientFigure } from "./gradient-figure";
import type { Row, RowState } from "./progress";
import { reasonOf, stateWord } from "./words";

const SYMBOL: Record<RowState, string> = {
  passed: "passed",
  failed: "failed",
  not_run: "notrun",
  running: "running",
  waiting: "waiting",
  ours: "ours",
};
export const symbolOf = (state: RowState): string => SYMBOL[state];
export const wordOf = (state: RowState): string => (state === "ours" ? "could not check" : stateWord[state]);

const styleOf = (state: RowState): string => (state === "not_run" ? "notrun" : state);

/** A title that begins a sentence, after "Task 4: " in the lower case unless it begins with a name. */
export function titleWithTask(result: CheckResult): string {
  const [first = "", second = ""] = result.title;
  const isName = second === "" || second !== second.toLowerCase() || !/\p{Letter}/u.test(second) || first === first.toLowerCase();
  return `Task ${result.task}: ${isName ? result.title : first.toLowerCase() + result.title.slice(1)}`;
}

/** A check whose title is already neutral needs no second word for it. */
const hiddenPill = (row: Row): HTMLElement | null =>
  row.plan.visibility === "hidden" && !/hidden/i.test(row.plan.title) ? element("span", { class: "pill pill--hidden" }, "hidden") : null;

export function checkRow(row: Row): HTMLLIElement {
  const reason = row.state === "not_run" && row.result ? reasonOf(row.result) : "";
  const why = reason && `: ${reason[0]?.toLowerCase()}${reason.slice(1).replace(/\.$/, "")}`;
  const title = element("span", { class: "check__title" }, prose(row.plan.title), prose(why), " ", hiddenPill(row));
  const compact = row.state === "failed" ? " check--compact" : "";
  return element(
    "li",
    { class: `check check--${styleOf(row.state)}${compact}` },
    icon(symbolOf(row.state), "check__icon"),
    title,
    element("span", { class: "check__state" }, wordOf(row.state)),
    row.state === "ours" ? element("p", { class: "check__body check__why" }, "The machine that ran your code stopped answering. This says nothing about your code.") : null,
  );
}

/** The failed check to look at first, in full. */
export function failedRow(result: CheckResult): HTMLLIElement {
  const body = element("div", { class: "check__body" }, ...result.figures.map(inBody));
  if (result.message) body.append(element("p", { class: "check__why" }, prose(result.message)));
  return element(
    "li",
    { class: "check check--failed" },
    icon("failed", "check__icon"),
    element("span", { class: "check__title" }, prose(titleWithTask(result))),
    element("span", { class: "check__state" }, "failed"),
    body.hasChildNodes() ? body : null,
  );
}

function inBody(figure: Figure): HTMLElement | null {
  if (figure.kind === "compare") {
    return element(
      "dl",
      { class: "versus" },
      element("dt", {}, "expected"),
      element("dd", {}, figure.expected),
      element("dt", {}, "got"),
      element("dd", { class: "versus__got" }, figure.got),
    );
  }
  if (figure.kind === "relation") return element("p", {}, element("strong", {}, prose(figure.sentence)));
  return figure.kind === "case" ? caseFigure(figure.code) : null;
}

function caseFigure(code: string): HTMLElement {
  const copied = element("span", { class: "small muted", role: "status" });
  const copy = button("Copy", "btn btn--small", () => {
    navigator.clipboard.writeText(code).then(
      () => (copied.textContent = "Copied."),
      () => (copied.textContent = "Copying is closed in this browser: select the text."),
    );
  });
  return element(
    "details",
    { class: "case" },
    element("summary", {}, "The case that failed, as NumPy text"),
    element("pre", { class: "prints", tabindex: 0, role: "region", "aria-label": "The case that failed" }, code),
    element("div", { class: "row" }, copy, copied),
  );
}

/** The pictures of a failed check: they stand beside the sentence that they prove. */
export function picturesOf(result: CheckResult): HTMLElement[] {
  return result.figures.flatMap((figure) => {
    const drawn = figure.kind === "gradient" ? gradientFigure(figure) : null;
    return drawn ? [element("div", { class: "pad-x" }, drawn)] : [];
  });
}
