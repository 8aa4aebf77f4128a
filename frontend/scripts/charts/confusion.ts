/** Which class was taken for which: rows are the truth, columns the answers. */

import type { ConfusionPicture } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { drawing, label, WIDTH } from "./axes";
import { chartFrame } from "./frame";
import { tableOf } from "./tables";

const LEFT = 46;
const TOP = 38;

interface Mixed {
  truth: string;
  answer: string;
  count: number;
}

function mostMixed(labels: readonly string[], counts: readonly (readonly number[])[]): Mixed | null {
  const wrong = counts.flatMap((row, truth) => row.map((count, answer) => ({ truth: labels[truth] ?? "", answer: labels[answer] ?? "", count: truth === answer ? 0 : count })));
  return wrong.reduce<Mixed | null>((best, one) => (one.count > (best?.count ?? 0) ? one : best), null);
}

/** The pair that is mixed up most; where several are, how often at most. */
function findingOf(labels: readonly string[], counts: readonly (readonly number[])[]): string {
  const most = mostMixed(labels, counts);
  if (!most) return say.noneMixed;
  const often = counts.flatMap((row, truth) => row.filter((count, answer) => truth !== answer && count === most.count)).length;
  const times = most.count === 1 ? say.once : counted.time(most.count);
  return often > 1 ? say.noneMixedMoreThan(times) : say.takenFor(most.truth, most.answer, times);
}

/** Step 5 of the ramp is left out: neither ink nor paper is read well on it. */
function stepOf(share: number): number {
  const step = Math.round(share * 7);
  return step < 5 ? step : step + 1;
}

export function confusionFigure(picture: ConfusionPicture): HTMLElement {
  const { counts } = picture.data;
  const labels = picture.data.labels.map(String);
  const cell = Math.min(44, (WIDTH - LEFT) / labels.length);
  const cells = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0) || 1;
    return row.flatMap((count, answer) => {
      const [x, y] = [LEFT + answer * cell, TOP + truth * cell];
      const step = count ? Math.max(1, stepOf(count / total)) : 0;
      const ground = shape("rect", { class: `q${step}`, x, y, width: cell - 1.5, height: cell - 1.5, rx: 2 });
      const text = count ? [label(String(count), { class: step > 4 ? "t-small t-on" : "t-small t-ink", x: x + cell / 2 - 0.75, y: y + cell / 2 + 3.5, "text-anchor": "middle" })] : [];
      return [ground, ...text];
    });
  });
  const names = labels.flatMap((name, index) => [
    label(name, { class: "t-small", x: LEFT - 6, y: TOP + (index + 0.5) * cell + 3.5, "text-anchor": "end" }),
    label(name, { class: "t-small", x: LEFT + (index + 0.5) * cell - 0.75, y: TOP - 7, "text-anchor": "middle" }),
  ]);
  const titles = [label(say.answer, { class: "t-strong", x: LEFT, y: 11 }), label(say.truth, { class: "t-strong", x: 0, y: TOP - 7 })];
  const finding = findingOf(labels, counts);
  return chartFrame({
    title: picture.title || finding,
    picture: drawing(TOP + labels.length * cell + 4, picture.alt || finding, ...titles, ...names, ...cells),
    tables: () => [tableOf({ name: say.truthAndAnswer, head: [say.truth, ...labels], rows: counts.map((row, truth) => [labels[truth] ?? "", ...row]) })],
    caption: picture.title ? finding : "",
    name: say.thePicture(picture.title),
  });
}
