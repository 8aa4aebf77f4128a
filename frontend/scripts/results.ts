/** The results: what needs the learner first, then its picture and its name, then all checks and prints. */

import { checkRow, failedRow, picturesOf } from "./check-rows";
import type { Diagnosis, LearnerError, Submission, TaskName, Verdict } from "./contracts";
import { button, element, icon, part, prose } from "./elements";
import type { Progress, Row } from "./progress";
import { drawVerdict, headline, toneOf } from "./verdict-line";
import { certaintySentence, endingAdvice, errorSentence, type Limits, plural, say } from "./words";

interface Settings {
  tasks: readonly TaskName[];
  limits: Limits;
  jump: (line: number) => void;
  again: (submission: Submission) => void;
}

export class Results {
  constructor(private readonly settings: Settings) {}

  show(progress: Progress): void {
    drawVerdict(progress, this.settings.limits);
    part("findings").replaceChildren(...this.findings(progress));
    part("diagnosis").replaceChildren(...this.diagnoses(progress));
    this.allChecks(progress);
    this.prints(progress);
  }

  private findings(progress: Progress): HTMLElement[] {
    const { submission } = progress;
    const { verdict } = submission;
    if (toneOf(progress) === "ours") return [this.ourFault(submission)];
    const found: HTMLElement[] = [];
    if (verdict?.error) found.push(this.error(verdict.error));
    else if (verdict && verdict.ending !== "finished") found.push(...ending(verdict));
    const failed = progress.firstFailed();
    if (failed) found.push(element("ul", { class: "checks plain" }, failedRow(failed)), ...picturesOf(failed));
    return found;
  }

  private error(error: LearnerError): HTMLElement {
    const { line } = error;
    const place = line ? `Line ${line}: ` : "";
    const sentence = element("p", { class: "check__title" }, `${place}${error.message || error.type}`);
    const actions = element("div", { class: "row" });
    if (line) actions.append(button(`Go to line ${line}`, "btn btn--small", () => this.settings.jump(line), "arrow"));
    return element(
      "ul",
      { class: "checks plain" },
      element(
        "li",
        { class: "check check--failed" },
        icon("failed", "check__icon"),
        sentence,
        element("span", { class: "check__state" }, error.type),
        element("div", { class: "check__body" }, actions, traceback(error.traceback)),
      ),
    );
  }

  private ourFault(submission: Submission): HTMLElement {
    const sentence = `It does not count as an attempt, and it says nothing about your code. If you write to us, this number helps: ${submission.id.slice(0, 13)}`;
    const again = button("Check again", "btn", () => this.settings.again(submission), "reset");
    return element(
      "div",
      { class: "pad-x stack" },
      element("p", { class: "note note--ours" }, icon("ours"), element("span", {}, sentence)),
      element("div", { class: "row" }, again, element("span", { class: "small muted" }, "Your code is saved.")),
    );
  }

  private diagnoses(progress: Progress): HTMLElement[] {
    if (!progress.final) return [];
    return (progress.submission.verdict?.diagnoses ?? []).slice(0, 2).map(diagnosisCard);
  }

  private allChecks(progress: Progress): void {
    const rows = progress.rows();
    const passed = toneOf(progress) === "passed";
    const visible = progress.submission.lane === "run" ? "visible " : "";
    part("all-title").textContent = rows.length === 1 ? `The ${visible}check` : `All ${rows.length} ${visible}checks`;
    const numbers = [...new Set(rows.map((row) => row.plan.task))];
    const groups = numbers.map((number) => taskGroup(this.taskName(number), rows.filter((row) => row.plan.task === number), passed));
    part("all-checks").replaceChildren(...groups);
  }

  private taskName(number: number): string {
    const title = this.settings.tasks.find(([task]) => task === number)?.[1];
    return title ? `Task ${number}: ${title}` : `Task ${number}`;
  }

  private prints(progress: Progress): void {
    const { verdict } = progress.submission;
    const calls = Object.entries(verdict?.resources?.calls ?? {}).map(([name, count]) => `\`${name}\`: ${plural(count, "call")}`);
    part("calls").replaceChildren(prose(calls.join(", ")));
    part("prints").textContent = progress.output;
    part("prints-cut").hidden = !verdict?.output?.truncated;
    part("prints-section").hidden = !progress.output && calls.length === 0;
    part("prints-box").hidden = !progress.output;
  }
}

function traceback(text: string | null): HTMLElement | null {
  if (!text) return null;
  const lines = element("pre", { class: "prints", tabindex: 0, role: "region", "aria-label": "Traceback, your own lines" }, text);
  return element("details", {}, element("summary", {}, "Traceback, your own lines"), lines);
}

function ending(verdict: Verdict): HTMLElement[] {
  const advice = endingAdvice[verdict.ending];
  if (!advice) return [];
  return [element("div", { class: "pad-x" }, element("p", { class: "note note--fail" }, icon("clock"), element("span", {}, advice)))];
}

function diagnosisCard(diagnosis: Diagnosis, index: number): HTMLElement {
  const id = `diagnosis-${index}`;
  const where = diagnosis.where ? [" in ", element("code", {}, diagnosis.where)] : [];
  const name = element("h3", { class: "diagnosis__name", id }, prose(diagnosis.sentence));
  const from = element("p", { class: "diagnosis__from" }, certaintySentence(diagnosis.certainty), ...where);
  const head = element("div", { class: "diagnosis__head" }, icon("eye", "diagnosis__icon"), element("div", {}, name, from));
  return element("section", { class: "diagnosis", "aria-labelledby": id }, head);
}

/** The checks of one task: open while there is something to do, folded once everything passes. */
function taskGroup(name: string, rows: Row[], folded: boolean): HTMLElement {
  const list = element("ul", { class: "plain" }, ...rows.map(checkRow));
  const passed = rows.filter((row) => row.state === "passed").length;
  const sum = `${passed} of ${rows.length}`;
  if (folded) {
    const summary = element("summary", {}, element("strong", {}, name), `, ${sum} passed`);
    return element("details", { class: "fold" }, summary, list);
  }
  const head = element("p", { class: "checks__task" }, element("span", {}, name), element("span", { class: "num" }, sum));
  return element("div", {}, head, list);
}

/** What a screen reader hears at the end: the sum, and the check to look at. */
export function spokenResult(progress: Progress, limits: Limits): string {
  const { verdict } = progress.submission;
  const failed = progress.firstFailed();
  const parts = [headline(progress, limits)];
  if (verdict?.error) parts.push(`${errorSentence(verdict)}: ${verdict.error.message}`);
  if (toneOf(progress) === "ours") parts.push(say.doesNotCount);
  if (failed) parts.push(`Look at task ${failed.task}: ${failed.title}`);
  return [...new Set(parts)].map((sentence) => sentence.replaceAll("`", "").replace(/\.?$/, ".")).join(" ");
}
