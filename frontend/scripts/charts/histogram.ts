/** How values are spread, one row of bars for each group: the activations of a layer. */

import type { HistogramPicture } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { drawing, label, tickText, ticks, WIDTH } from "./axes";
import { chartFrame } from "./frame";
import { tableOf } from "./tables";

const ROW = 72;
const BARS = 46;
const LEFT = 4;

export function histogramFigure(picture: HistogramPicture): HTMLElement {
  const { edges, groups } = picture.data;
  const [low = 0] = edges;
  const high = edges.at(-1) ?? 1;
  const width = WIDTH - 2 * LEFT;
  const place = (value: number): number => LEFT + ((value - low) / (high - low || 1)) * width;
  const rows = groups.flatMap(({ name, counts }, index) => {
    const most = Math.max(1, ...counts);
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    const floor = index * ROW + 18 + BARS;
    const bars = counts.map((count, bin) => {
      const [from, to] = [place(edges[bin] ?? low), place(edges[bin + 1] ?? high)];
      const height = (count / most) * BARS;
      return shape("rect", { class: "tone-bar", x: from + 0.5, y: floor - height, width: Math.max(0.5, to - from - 1), height });
    });
    const share = `${Math.round((100 * most) / total)} %`;
    return [
      label(name, { class: "t-strong", x: LEFT, y: index * ROW + 12 }),
      label(say.fullestBin(share), { class: "t-small", x: WIDTH - LEFT, y: index * ROW + 12, "text-anchor": "end" }),
      ...bars,
      shape("path", { class: "axis", d: `M${LEFT} ${floor}h${width}` }),
    ];
  });
  const bottom = groups.length * ROW - 6;
  const marks = ticks(low, high, 5).flatMap((value) => [
    shape("path", { class: "axis", d: `M${place(value)} ${bottom - 2}v4` }),
    label(tickText(value), { class: "t-small", x: Math.max(LEFT + 6, Math.min(WIDTH - 10, place(value))), y: bottom + 14, "text-anchor": "middle" }),
  ]);
  const bins = edges.slice(0, -1).map((edge, bin) => [say.fromTo(tickText(Number(edge.toPrecision(3))), tickText(Number((edges[bin + 1] ?? high).toPrecision(3)))), ...groups.map(({ counts }) => counts[bin] ?? 0)]);
  return chartFrame({
    title: picture.title || say.histogramTitle,
    picture: drawing(bottom + 20, picture.alt || picture.title, ...rows, ...marks),
    tables: () => [tableOf({ name: picture.title || say.histogramTitle, head: [say.value, ...groups.map(({ name }) => name)], rows: bins })],
    name: say.thePicture(picture.title),
  });
}
