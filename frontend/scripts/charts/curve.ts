/** Curves: what was tracked, or the loss of a training, also while it still grows. */

import type { CurvePicture, CurvePoint, LinePicture, Nested } from "../contracts";
import { element } from "../elements";
import { say } from "../words/charts";
import { countedSteps } from "../words/verdict";
import { chartFrame } from "./frame";
import { depthOf, numberText } from "./matrix";
import { type Lines, MOST_LINES, Plot } from "./plot";
import { tableOf } from "./tables";

interface Described {
  title: string;
  alt: string;
  stepName: string;
  /** Lines of one array stand in one picture, whatever their names. */
  together?: boolean;
}

const namesIn = (points: readonly CurvePoint[]): string[] => [...new Set(points.flatMap((point) => Object.keys(point)))].filter((name) => name !== "step");

/** What is measured alike stands in one picture: losses together, shares together, the rest each for itself. */
const familyOf = (name: string): string => (/loss|cost/i.test(name) ? "loss" : /acc|share|rate/i.test(name) ? "share" : name);

function families(names: readonly string[]): string[][] {
  const found = new Map<string, string[]>();
  for (const name of names) found.set(familyOf(name), [...(found.get(familyOf(name)) ?? []), name]);
  return [...found.values()].flatMap((family) => (family.length > MOST_LINES ? [family.slice(0, MOST_LINES), family.slice(MOST_LINES, 2 * MOST_LINES)] : [family]));
}

function linesOf(points: readonly CurvePoint[], names: readonly string[]): Lines {
  return { steps: points.map(({ step }) => step), values: new Map(names.map((name) => [name, points.map((point) => point[name] ?? null)])) };
}

/** "loss falls from 2.3 to 0.2": the first and the last value of each curve. */
export function courseOf(points: readonly CurvePoint[]): string {
  const courses = namesIn(points).map((name) => {
    const values = points.map((point) => point[name]).filter((value) => value !== undefined);
    return say.course(name, numberText(values[0]), numberText(values.at(-1)), (values.at(-1) ?? 0) - (values[0] ?? 0));
  });
  return courses.slice(0, 3).join("; ");
}

/** A figure that grows with its points. Its place is reserved before the first one. */
export class CurveFigure {
  readonly node: HTMLElement;
  private readonly picture = element("div", { class: "plots" });
  private plots: Plot[] = [];
  private names = "";
  private points: readonly CurvePoint[] = [];

  constructor(private described: Described) {
    this.node = chartFrame({
      title: described.title,
      sub: " ",
      picture: this.picture,
      tables: () => [this.table()],
      name: say.thePicture(described.title),
      className: "chart--curve",
    });
  }

  update(points: readonly CurvePoint[], described: Partial<Described> = {}): void {
    this.described = { ...this.described, ...described };
    this.points = [...points].sort((one, two) => one.step - two.step);
    const names = namesIn(points);
    const groups = this.described.together ? [names.slice(0, MOST_LINES), names.slice(MOST_LINES, 2 * MOST_LINES)].filter((group) => group.length) : families(names);
    if (groups.flat().join("\n") !== this.names) {
      this.names = groups.flat().join("\n");
      this.plots = groups.map(() => new Plot(this.described.stepName, this.alt()));
      this.picture.replaceChildren(...this.plots.map(({ node }) => node));
    }
    this.plots.forEach((plot, index) => {
      plot.describe(this.alt());
      plot.update(linesOf(this.points, groups[index] ?? []));
    });
    this.write();
  }

  private alt(): string {
    return [this.described.alt || this.described.title, courseOf(this.points), say.arrowsRead].filter(Boolean).join(". ");
  }

  private write(): void {
    const [title, sub] = [this.node.querySelector(".chart__title"), this.node.querySelector(".chart__sub")];
    if (title && title.textContent !== this.described.title) title.textContent = this.described.title;
    if (sub) sub.textContent = [courseOf(this.points), countedSteps(this.points.length, this.described.stepName)].filter(Boolean).join(", ");
  }

  private table(): HTMLElement {
    const names = namesIn(this.points);
    const rows = this.points.map((point) => [String(point.step), ...names.map((name) => point[name] ?? null)]);
    return tableOf({ name: this.described.title, head: [this.described.stepName, ...names], rows });
  }
}

export function curveFigure(picture: CurvePicture): HTMLElement {
  // The title of a training's curve says that its steps are epochs.
  const stepName = /\bepochs?\b/i.test(picture.title) ? say.epoch : say.step;
  const figure = new CurveFigure({ title: picture.title || say.curveTitle, alt: picture.alt, stepName });
  figure.update(picture.data);
  return figure.node;
}

function pointsOf(data: Nested): CurvePoint[] {
  const lines = (depthOf(data) > 1 ? data : [data]) as (number | null)[][];
  const names = lines.map((_, index) => (lines.length > 1 ? say.lineNumber(index) : say.value));
  return (lines[0] ?? []).map((_, step) => ({ step, ...Object.fromEntries(lines.flatMap((line, index) => (line[step] == null ? [] : [[names[index], line[step]]]))) }));
}

export function lineFigure(picture: LinePicture): HTMLElement {
  const figure = new CurveFigure({ title: picture.title || say.lineTitle, alt: picture.alt, stepName: say.index, together: true });
  figure.update(pointsOf(picture.data));
  return figure.node;
}
