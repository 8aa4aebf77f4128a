/** The results: what needs the learner first, then its picture and its name, then all checks and prints. */

import { checkRow, failedRow, picturesOf, sharedReason, type TryCase } from "./check-rows";
import type { Diagnosis, LearnerError, Submission, TaskName, Verdict } from "./contracts";
import { button, element, icon, part, plain, prose, refill } from "./elements";
import { pagePictures } from "./pictures";
import type { Progress, Row } from "./progress";
import { drawVerdict, headline, toneOf } from "./verdict-line";
import { say } from "./words/page";
import { certaintySentence, checksTitle, counted, endingAdvice, errorSentence, type Limits, lookAt, ourFault, reasonOf, taskSentence } from "./words/verdict";

interface Settings {
  tasks: readonly TaskName[];
  limits: Limits;
  jump: (line: number) => void;
  again: (submission: Submission) => void;
  /** Null where there is no Scratch to try it in. */
  tryCase: TryCase | null;
}

export class Results {
  private readonly pictures = pagePictures();
  private drawnFor = "";

  constructor(private readonly settings: Settings) {}

  /** A new run begins: what is shown stays until there is news. */
  begin(curveComes: boolean): void {
    // What stood here before the first run goes with the click, not with the first news.
    if (!this.drawnFor) part("findings").replaceChildren();
    this.pictures.begin({ curveComes });
  }

  abandon(): void {
    this.pictures.abandon();
  }

  show(progress: Progress): void {
    drawVerdict(progress, this.settings.limits);
    this.drawFindings(progress);
    this.pictures.show(progress);
    const diagnoses = progress.final ? (progress.submission.verdict?.diagnoses ?? []).slice(0, 2) : [];
    refill(part("diagnosis"), diagnoses, () => diagnoses.map(diagnosisCard));
    this.allChecks(progress);
    this.prints(progress);
  }

  /** Drawn anew only when there is something else to say: an open table stays open while further checks end. */
  private drawFindings(progress: Progress): void {
    const { id, verdict } = progress.submission;
    const now = JSON.stringify([id, toneOf(progress) === "ours", verdict?.error, verdict?.ending, progress.firstFailed()]);
    if (now === this.drawnFor) return;
    this.drawnFor = now;
    part("findings").replaceChildren(...this.findings(progress));
  }

  private findings(progress: Progress): HTMLElement[] {
    const { submission } = progress;
    const { verdict } = submission;
    if (toneOf(progress) === "ours") return [this.ourFault(submission)];
    const found: HTMLElement[] = [];
    if (verdict?.error) found.push(this.error(verdict.error));
    else if (verdict && verdict.ending !== "finished") found.push(...ending(verdict));
    const failed = progress.firstFailed();
    if (failed) found.push(element("ul", { class: "checks plain" }, failedRow(failed, this.settings.tryCase)), ...picturesOf(failed));
    return found;
  }

  private error(error: LearnerError): HTMLElement {
    const { line } = error;
    const place = line ? say.place(line) : "";
    const sentence = element("p", { class: "check__title" }, place, element("span", { lang: "en" }, prose(error.message || error.type)));
    const actions = element("div", { class: "row" });
    if (line) actions.append(button(say.goToLine(line), "btn btn--small", () => this.settings.jump(line), "arrow"));
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
    const sentence = ourFault(submission.id.slice(0, 13));
    const again = button(say.checkAgain, "btn", () => this.settings.again(submission), "reset");
    return element(
      "div",
      { class: "pad-x stack" },
      element("p", { class: "note note--ours" }, icon("ours"), element("span", {}, sentence)),
      element("div", { class: "row" }, again, element("span", { class: "small muted" }, say.codeIsSaved)),
    );
  }

  private allChecks(progress: Progress): void {
    const rows = progress.rows();
    const passed = toneOf(progress) === "passed";
    part("all-title").textContent = checksTitle(rows.length, progress.submission.lane);
    const numbers = [...new Set(rows.map((row) => row.plan.task))];
    const said = sharedReason(rows);
    const why = said ? [element("p", { class: "checks__why quiet small", lang: "en" }, prose(said))] : [];
    const group = (number: number): HTMLElement => taskGroup(this.taskName(number), rows.filter((row) => row.plan.task === number), passed, said);
    const about = rows.map(({ plan, state, result }) => [plan.task, plan.title, plan.visibility, state, result && reasonOf(result)]);
    refill(part("all-checks"), [passed, about], () => [...why, ...numbers.map(group)]);
  }

  private taskName(number: number): string {
    return taskSentence(number, this.settings.tasks.find(([task]) => task === number)?.[1] ?? "");
  }

  private prints(progress: Progress): void {
    const { verdict } = progress.submission;
    const calls = Object.entries(verdict?.resources?.calls ?? {}).map(([name, count]) => say.calls(name, counted.call(count)));
    refill(part("calls"), calls, () => [prose(calls.join(", "))]);
    refill(part("prints"), progress.output, () => [progress.output]);
    part("prints-cut").hidden = !verdict?.output?.truncated;
    part("prints-section").hidden = !progress.output && calls.length === 0;
    part("prints-box").hidden = !progress.output;
  }
}

export function traceback(text: string | null): HTMLElement | null {
  if (!text) return null;
  const lines = element("pre", { class: "prints", tabindex: 0, role: "region", "aria-label": say.traceback }, text);
  return element("details", {}, element("summary", {}, say.traceback), lines);
}

function ending(verdict: Verdict): HTMLElement[] {
  const advice = endingAdvice[verdict.ending];
  if (!advice) return [];
  return [element("div", { class: "pad-x" }, element("p", { class: "note note--fail" }, icon("clock"), element("span", {}, advice)))];
}

function diagnosisCard(diagnosis: Diagnosis, index: number): HTMLElement {
  const id = `diagnosis-${index}`;
  const where = diagnosis.where ? [` ${say.whereWord} `, element("code", {}, diagnosis.where)] : [];
  const [sentence, rest] = firstSentence(diagnosis.sentence);
  const name = element("h3", { class: "diagnosis__name", lang: "en", id }, prose(sentence));
  const from = element("p", { class: "diagnosis__from" }, certaintySentence(diagnosis.certainty), ...where);
  const head = element("div", { class: "diagnosis__head" }, icon("eye", "diagnosis__icon"), element("div", {}, name, from));
  const text = rest ? element("p", { class: "diagnosis__text", lang: "en" }, prose(rest)) : null;
  return element("section", { class: "diagnosis", "aria-labelledby": id }, head, text);
}

/** The name of a mistake, and what explains it. Points between backticks end no sentence. */
function firstSentence(text: string): [string, string] {
  const first = /^(?:`[^`]*`|[^`])*?[.?!](?=\s+[A-Z`])/.exec(text)?.[0] ?? text;
  return [first, text.slice(first.length).trim()];
}

/** The checks of one task: open while there is something to do, folded once everything passes. */
function taskGroup(name: string, rows: Row[], folded: boolean, said: string): HTMLElement {
  const list = element("ul", { class: "plain" }, ...rows.map((row) => checkRow(row, said)));
  const passed = rows.filter((row) => row.state === "passed").length;
  const sum = say.passedOf(passed, rows.length);
  if (folded) {
    const summary = element("summary", {}, element("strong", {}, name), `, ${sum} ${say.passed}`);
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
  if (failed) parts.push(lookAt(failed.task, failed.title));
  return [...new Set(parts)].map((sentence) => plain(sentence).replace(/\.?$/, ".")).join(" ");
}
