/** A matrix as a heat map, symmetric about zero; its largest entry is framed. */

import type { HeatPicture, Matrix } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { drawing, label, tickText, WIDTH } from "./axes";
import { chartFrame } from "./frame";
import { asMatrix, columnsOf, numberText, numbersIn, rowsOf, sizeOf } from "./matrix";
import { rampOf } from "./palette";
import { type Box, rasterImage } from "./raster";
import { scaleBar } from "./scale-bar";
import { matrixTable } from "./tables";

const TALLEST = 240;
const LARGEST_CELL = 27;
/** Up to this many rows and columns carry their numbers. */
const MOST_NUMBERED = 12;
const EDGE = 18;

interface Place {
  row: number;
  column: number;
}

function largestOf(matrix: Matrix): Place {
  let found = { row: 0, column: 0 };
  const sizeAt = ({ row, column }: Place): number => Math.abs(matrix[row]?.[column] ?? 0);
  matrix.forEach((values, row) => values.forEach((_, column) => sizeAt({ row, column }) > sizeAt(found) && (found = { row, column })));
  return found;
}

/** The numbers of the rows and of the columns, counted from 0 as NumPy counts them. */
function numbersBeside(matrix: Matrix, { x, y }: Box, cell: number): SVGElement[] {
  const columns = (matrix[0] ?? []).map((_, column) => label(String(column), { class: "t-small", x: x + (column + 0.5) * cell, y: y - 6, "text-anchor": "middle" }));
  const rows = matrix.map((_, row) => label(String(row), { class: "t-small", x: x - 7, y: y + (row + 0.5) * cell + 4, "text-anchor": "end" }));
  return [...columns, ...rows];
}

function drawn(matrix: Matrix, alt: string, largest: Place): SVGElement {
  const numbered = Math.max(rowsOf(matrix), columnsOf(matrix)) <= MOST_NUMBERED;
  const edge = numbered ? EDGE : 0;
  const cell = Math.min(LARGEST_CELL, (WIDTH - edge) / columnsOf(matrix), TALLEST / rowsOf(matrix));
  const box = { x: edge, y: 2 + edge, width: cell * columnsOf(matrix), height: cell * rowsOf(matrix) };
  const most = numbersIn(matrix).reduce((size, value) => Math.max(size, Math.abs(value)), 0) || 1;
  const colours = () => {
    const ramp = rampOf("div");
    return (row: number, column: number) => ramp(((matrix[row]?.[column] ?? 0) / most + 1) / 2);
  };
  const frame = { x: box.x + largest.column * cell, y: box.y + largest.row * cell, width: cell, height: cell, rx: 2 };
  const end = tickText(Number(most.toPrecision(2)));
  const framed = cell > 5 ? [shape("rect", { class: "hot-edge", ...frame }), shape("rect", { class: "hot", ...frame })] : [];
  const image = rasterImage({ rows: rowsOf(matrix), columns: columnsOf(matrix), box, colours });
  const numbers = numbered ? numbersBeside(matrix, box, cell) : [];
  const bottom = box.y + box.height;
  return drawing(bottom + 40, alt, image, ...numbers, ...framed, ...scaleBar({ y: bottom + 10, ramp: "d", ends: [`−${end}`, `+${end}`], words: say.orangeAndBlue }));
}

export function heatFigure(picture: HeatPicture): HTMLElement {
  const matrix = asMatrix(picture.data);
  const largest = largestOf(matrix);
  const value = numberText(matrix[largest.row]?.[largest.column]);
  return chartFrame({
    title: picture.title || say.largestAt(value, largest.row, largest.column),
    sub: sizeOf(matrix),
    picture: drawn(matrix, picture.alt || picture.title, largest),
    tables: () => [matrixTable(picture.title || say.theArray, matrix)],
    caption: picture.title ? say.largestAt(value, largest.row, largest.column) : "",
    name: say.thePicture(picture.title),
  });
}
