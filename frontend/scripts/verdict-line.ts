/** The first line of the results: the sum in words, all checks in one strip, the time, and Stop while it runs. */

import { element, icon, part, plain, refill } from "./elements";
import { symbolOf, wordOf } from "./check-rows";
import type { Progress, Row } from "./progress";
import { say } from "./words/page";
import { endingSentence, errorSentence, type Limits, passedSentence, seconds, stripWords, sumsSentence, ungradedSentence } from "./words/verdict";

export type Tone = "running" | "passed" | "failed" | "ours" | "quiet";

/** One sentence for the state the submission is in. */
export function headline(progress: Progress, limits: Limits): string {
  const { submission } = progress;
  const { verdict } = submission;
  const sums = progress.sums();
  if (submission.state === "grading" && sums.passed + sums.failed > 0) return sumsSentence(sums);
  if (!verdict || submission.state !== "graded") return ungradedSentence(submission);
  if (verdict.ending !== "finished") return endingSentence(verdict.ending, limits, sums.passed);
  if (verdict.error) return errorSentence(verdict);
  if (!verdict.attempted) return say.notAttempted;
  if (verdict.outcome === "passed") return passedSentence(progress.rows().length, submission.lane);
  return sumsSentence(sums);
}

export function toneOf(progress: Progress): Tone {
  const { state, verdict } = progress.submission;
  if (!progress.final) return "running";
  if (state === "could_not_check" || verdict?.outcome === "could_not_check") return "ours";
  if (state !== "graded" || !verdict) return "quiet";
  return verdict.outcome === "passed" ? "passed" : "failed";
}

function stripItem(row: Row, previous: Row | undefined): HTMLLIElement {
  const state = row.state === "not_run" ? "notrun" : row.state;
  const first = row.plan.task === previous?.plan.task ? "" : " is-first";
  const label = stripWords(row.plan.task, plain(row.plan.title), wordOf(row.state));
  return element("li", { class: `s-${state}${first}` }, icon(symbolOf(row.state), "", label));
}

export function drawStrip(rows: Row[]): void {
  const about = rows.map(({ plan, state }) => [plan.task, plan.title, state]);
  refill(part("strip"), about, () => rows.map((row, index) => stripItem(row, rows[index - 1])));
}

const ICONS: Partial<Record<Tone, string>> = { passed: "passed", ours: "ours" };

export function drawVerdict(progress: Progress, limits: Limits): void {
  const tone = toneOf(progress);
  const line = part("verdict");
  line.className = `verdict verdict--${tone}`;
  const symbol = ICONS[tone];
  part("verdict-icon").replaceChildren(...(symbol ? [icon(symbol, tone === "ours" ? "verdict-icon tone-o" : "verdict-icon")] : []));
  part("verdict-text").textContent = headline(progress, limits);
  const wall = progress.submission.verdict?.resources?.wall_ms;
  part("verdict-time").textContent = wall === undefined || wall === null ? "" : seconds(wall);
  part("stop").hidden = progress.final;
  drawStrip(progress.rows());
}

/** While the answer to the click is on its way. */
export function drawStarting(text: string): void {
  part("verdict").className = "verdict verdict--running";
  part("verdict-icon").replaceChildren();
  part("verdict-text").textContent = text;
  part("verdict-time").textContent = "";
}
