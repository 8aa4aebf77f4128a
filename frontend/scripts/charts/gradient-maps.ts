/** Draw two heat maps side by side: symmetric about zero, one scale, the worst place framed. */

import type { GradientFigure, Matrix } from "../contracts";
import { shape } from "../elements";
import { cellOf, columnsOf, rowsOf, sizeOf } from "./matrix";
import { say } from "../words/charts";

const WIDTH = 360;
const GAP = 62;
const TOP = 24;
const TALLEST = 170;
const LARGEST_CELL = 27;

interface Drawing {
  figure: GradientFigure;
  yours: Matrix;
  truth: Matrix;
  rightName: string;
  /** Of a turned gradient: the column of `yours` that should be the row of the same number. */
  line: number | null;
  alt: string;
}
interface Grid {
  matrix: Matrix;
  x: number;
  cell: number;
}

function largest(...matrices: Matrix[]): number {
  const sizes = matrices.flat(2).filter((value): value is number => value !== null && Number.isFinite(value));
  return Math.max(1e-300, ...sizes.map(Math.abs));
}

/** 0 … 10, five is zero: the `d` classes of the style sheet. */
export function shade(value: number | null, scale: number): string {
  if (value === null || !Number.isFinite(value)) return "dnone";
  return `d${Math.round(5 + 5 * Math.max(-1, Math.min(1, value / scale)))}`;
}

function cells({ matrix, x, cell }: Grid, colour: (value: number | null) => string): SVGElement[] {
  const space = cell > 8 ? 1.5 : 0;
  return matrix.flatMap((line, row) =>
    line.map((value, column) =>
      shape("rect", {
        class: colour(value),
        x: x + column * cell,
        y: TOP + row * cell,
        width: cell - space,
        height: cell - space,
        rx: cell > 8 ? 2 : 0,
      }),
    ),
  );
}

/** A frame around `count` cells to the right and `deep` cells down: ink on an edge of paper, so it shows on any shade. */
function frame({ x, cell }: Grid, row: number, column: number, count: number, deep: number): SVGElement {
  const place = {
    x: x + column * cell - 2,
    y: TOP + row * cell - 2,
    width: count * cell + 2.5,
    height: deep * cell + 2.5,
    rx: 4,
  };
  return shape("g", {}, shape("rect", { class: "hot-edge", ...place }), shape("rect", { class: "hot", ...place }));
}

function worstFrames(figure: GradientFigure, mine: Grid, right: Grid): SVGElement[] {
  if (!figure.worst?.length) return [];
  const { row, column } = cellOf(figure.worst, figure.shape);
  const inside = (grid: Grid): boolean => row < rowsOf(grid.matrix) && column < columnsOf(grid.matrix);
  return [mine, right].filter(inside).map((grid) => frame(grid, row, column, 1, 1));
}

const text = (content: string, attributes: Record<string, string | number>): SVGElement => shape("text", attributes, content);

function scaleBar(y: number, scale: number): SVGElement[] {
  const end = scale.toPrecision(1);
  const steps = Array.from({ length: 11 }, (_, step) =>
    shape("rect", { class: `d${step}`, x: step * 13, y, width: 13, height: 10 }),
  );
  return [
    ...steps,
    text(`−${end}`, { class: "t-small", x: 0, y: y + 25 }),
    text("0", { class: "t-small", x: 71, y: y + 25, "text-anchor": "middle" }),
    text(`+${end}`, { class: "t-small", x: 143, y: y + 25, "text-anchor": "end" }),
    text(say.lowersRaises, { class: "t-small", x: 156, y: y + 9 }),
  ];
}

function below({ matrix, x, cell }: Grid, words: string): SVGElement {
  const middle = x + (columnsOf(matrix) * cell) / 2;
  return text(words, { class: "t-small", x: middle, y: TOP + rowsOf(matrix) * cell + 16, "text-anchor": "middle" });
}

/** An arrow between the maps, and in each the same line: a column of yours, a row of the right one. */
function turnedMarks(line: number, mine: Grid, right: Grid): SVGElement[] {
  const from = mine.x + columnsOf(mine.matrix) * mine.cell + 8;
  const y = TOP + (Math.min(rowsOf(mine.matrix), rowsOf(right.matrix)) * mine.cell) / 2;
  return [
    frame(mine, 0, line, 1, rowsOf(mine.matrix)),
    frame(right, line, 0, columnsOf(right.matrix), 1),
    below(mine, say.column(line)),
    below(right, say.row(line)),
    shape("path", { class: "leader", d: `M${from} ${y}h36M${from + 29} ${y - 6}l7 6-7 6` }),
    text(say.turned, { class: "t-small", x: from + 18, y: y - 9, "text-anchor": "middle" }),
  ];
}

export function drawHeatMaps({ figure, yours, truth, rightName, line, alt }: Drawing): SVGElement {
  const scale = largest(yours, truth);
  const wide = columnsOf(yours) + columnsOf(truth);
  const tall = Math.max(rowsOf(yours), rowsOf(truth));
  const cell = Math.min(LARGEST_CELL, (WIDTH - GAP) / wide, TALLEST / tall);
  const mine: Grid = { matrix: yours, x: 2, cell };
  // The second map begins at the middle, so that titles line up from figure to figure, unless the first is wider.
  const right: Grid = { matrix: truth, x: Math.max(columnsOf(yours) * cell + GAP - 2, Math.min(WIDTH / 2 + 22, WIDTH - columnsOf(truth) * cell - 2)), cell };
  const bottom = TOP + tall * cell + (line === null ? 20 : 38);
  const svg = shape("svg", { class: "heat", viewBox: `0 -2 ${WIDTH} ${bottom + 32}`, role: "img", "aria-label": alt });
  svg.append(
    text(`${say.yours} ${sizeOf(yours)}`, { class: "t-strong", x: 0, y: 12 }),
    text(`${rightName} ${sizeOf(truth)}`, { class: "t-strong", x: right.x, y: 12 }),
    ...cells(mine, (value) => shade(value, scale)),
    ...cells(right, (value) => shade(value, scale)),
    ...(line === null ? worstFrames(figure, mine, right) : turnedMarks(line, mine, right)),
    ...scaleBar(bottom, scale),
  );
  return svg;
}

/** 0 … 8, from nothing to as large as the largest entry: the `q` classes of the style sheet. */
const errorShade = (value: number | null): string => (value === null ? "dnone" : `q${Math.round(8 * Math.max(0, Math.min(1, value)))}`);

interface ErrorDrawing {
  figure: GradientFigure;
  errors: Matrix;
  alt: string;
}

/** One map: how far each entry is off, measured against the largest entry of the right answer. */
export function drawErrorMap({ figure, errors, alt }: ErrorDrawing): SVGElement {
  const cell = Math.min(LARGEST_CELL, (WIDTH - 4) / columnsOf(errors), TALLEST / rowsOf(errors));
  const grid: Grid = { matrix: errors, x: 2, cell };
  const { row, column } = cellOf(figure.worst ?? [], figure.shape);
  const bottom = TOP + rowsOf(errors) * cell + 20;
  const steps = Array.from({ length: 9 }, (_, step) => shape("rect", { class: `q${step}`, x: step * 13, y: bottom, width: 13, height: 10 }));
  return shape(
    "svg",
    { class: "heat", viewBox: `0 -2 ${WIDTH} ${bottom + 32}`, role: "img", "aria-label": alt },
    text(say.errorOfEach(sizeOf(errors)), { class: "t-strong", x: 0, y: 12 }),
    ...cells(grid, errorShade),
    ...(figure.worst?.length ? [frame(grid, row, column, 1, 1)] : []),
    ...steps,
    text(say.exact, { class: "t-small", x: 0, y: bottom + 25 }),
    text(say.asLarge, { class: "t-small", x: 126, y: bottom + 9 }),
  );
}
