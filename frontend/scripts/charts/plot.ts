/** Curves over steps on a canvas, by uPlot: labelled at their ends, each with its own dash, read point by point with the arrow keys. */

import uPlot from "uplot";
import { element } from "../elements";
import { speak } from "../speech";
import { tickText } from "./axes";
import { cellNumber } from "./matrix";
import { cssColour, inEachTheme } from "./palette";

const HEIGHT = 190;
const FAMILY = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
const FONT = `12px ${FAMILY}`;
const LINE_HEIGHT = 15;
const DASHES = [[], [6, 4], [2, 4], [10, 3, 2, 3]];
/** Steps are whole: so are the marks on their axis. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
export const MOST_LINES = 4;

export interface Lines {
  steps: number[];
  /** One list for each name; null where a step has no value. */
  values: Map<string, (number | null)[]>;
}

const lineColour = (index: number): string => cssColour(`cat-${index + 1}`);

function axis(side: number): uPlot.Axis {
  return {
    side,
    font: FONT,
    stroke: () => cssColour("ink-2"),
    grid: { stroke: () => cssColour("line"), width: 1, show: side === 3 },
    ticks: { stroke: () => cssColour("line-strong"), width: 1, size: 4 },
    size: side === 3 ? 52 : 28,
    gap: 4,
    ...(side === 2 ? { incrs: WHOLE_STEPS } : {}),
    values: (_plot, splits) => splits.map((value) => (value === null ? "" : tickText(value))),
  };
}

/** Write each name where its line ends; names that would cover each other move apart. */
function writeNames(plot: uPlot, names: readonly string[], stepName: string): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const ends = names.flatMap((name, index) => {
    const values = plot.data[index + 1] ?? [];
    const at = values.findLastIndex((value) => value != null);
    const x = plot.data[0][at];
    const value = values[at];
    if (x === undefined || value == null) return [];
    return [{ name, index, x: plot.valToPos(x, "x", true), y: plot.valToPos(value, "y", true) }];
  });
  ends.sort((one, two) => one.y - two.y);
  ctx.save();
  ctx.font = `600 ${12 * ratio}px ${FAMILY}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  let free = 0;
  for (const { name, index, x, y } of ends) {
    const line = Math.max(y, free);
    free = line + LINE_HEIGHT * ratio;
    ctx.fillStyle = lineColour(index);
    ctx.beginPath();
    ctx.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = cssColour("ink");
    ctx.fillText(name, x + 9 * ratio, line);
  }
  const { left, top, width, height } = plot.bbox;
  ctx.font = `${12 * ratio}px ${FAMILY}`;
  ctx.fillStyle = cssColour("ink-3");
  ctx.fillText(stepName, left + width + 16 * ratio, top + height + 14 * ratio);
  ctx.restore();
}

/** Room to the right for the longest name, and for that of the steps below it. */
function roomFor(names: readonly string[], stepName: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 90;
  context.font = `600 ${FONT}`;
  return 22 + Math.max(...[...names, stepName].map((name) => context.measureText(name).width), 0);
}

export class Plot {
  readonly node: HTMLElement;
  private readonly place = element("div", { class: "plot__place" });
  private readonly readout = element("p", { class: "plot__readout small quiet num" });
  private plot: uPlot | null = null;
  private lines: Lines = { steps: [], values: new Map() };
  private at = -1;

  constructor(
    private readonly stepName: string,
    alt: string,
  ) {
    this.node = element("div", { class: "plot", tabindex: 0, role: "group", "aria-label": alt }, this.place, this.readout);
    this.node.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => this.fit()).observe(this.place);
    inEachTheme(this.node, () => this.plot?.redraw(false, true));
  }

  describe(alt: string): void {
    this.node.setAttribute("aria-label", alt);
  }

  update(lines: Lines): void {
    const names = [...lines.values.keys()];
    const known = [...this.lines.values.keys()];
    this.lines = lines;
    const { at } = this;
    if (this.plot && names.join("\n") === known.join("\n")) this.plot.setData(this.data());
    else this.open(names);
    // What is being read stays, though its place moves while the axis grows.
    if (at >= 0) this.readAt(at);
  }

  private data(): uPlot.AlignedData {
    return [this.lines.steps, ...this.lines.values.values()];
  }

  private open(names: string[]): void {
    this.plot?.destroy();
    this.plot = null;
    const width = this.place.clientWidth;
    if (width === 0 || this.lines.steps.length === 0) return;
    const lines = names.map((label, index): uPlot.Series => ({ label, stroke: () => lineColour(index), width: 2, dash: DASHES[index] ?? [], points: { show: this.lines.steps.length < 2 } }));
    this.plot = new uPlot(
      {
        width,
        height: HEIGHT,
        padding: [8, roomFor(names, this.stepName), 0, 0],
        scales: { x: { time: false } },
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false, setScale: false } },
        axes: [axis(2), axis(3)],
        series: [{}, ...lines],
        hooks: { draw: [(plot) => writeNames(plot, names, this.stepName)], setCursor: [(plot) => this.read(plot.cursor.idx ?? -1)] },
      },
      this.data(),
      this.place,
    );
  }

  private fit(): void {
    const width = this.place.clientWidth;
    if (width === 0) return;
    if (this.plot) this.plot.setSize({ width, height: HEIGHT });
    else this.open([...this.lines.values.keys()]);
  }

  private read(index: number): void {
    this.at = index;
    const step = this.lines.steps[index];
    const values = [...this.lines.values].map(([name, list]) => `${name} ${list[index] == null ? "–" : cellNumber(list[index])}`);
    this.readout.textContent = step === undefined ? "" : `${this.stepName} ${tickText(step)}: ${values.join(", ")}`;
  }

  private walk(event: KeyboardEvent): void {
    const last = this.lines.steps.length - 1;
    const places: Record<string, number> = { ArrowRight: this.at + 1, ArrowLeft: this.at < 0 ? last : this.at - 1, Home: 0, End: last };
    const wanted = places[event.key];
    if (wanted === undefined || !this.plot || last < 0) return;
    event.preventDefault();
    this.readAt(Math.max(0, Math.min(last, wanted)));
    speak(this.readout.textContent);
  }

  private readAt(index: number): void {
    this.plot?.setCursor({ left: this.plot.valToPos(this.lines.steps[index] ?? 0, "x"), top: HEIGHT / 2 }, false);
    this.read(index);
  }
}
