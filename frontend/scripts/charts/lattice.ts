/** Values on a lattice, as numpy.linspace and numpy.meshgrid give them: the outermost stand on the edges of the plane. */

import type { Matrix } from "../contracts";
import { columnsOf, rowsOf } from "./matrix";
import type { Box } from "./raster";

/** Dots between two neighbours of the lattice: enough for edges without steps. */
const DOTS = 8;
const MOST_DOTS = 320;

/** From a place in the lattice (column, row; between two of them too) to a place in the drawing. */
export const onLattice =
  (grid: Matrix, box: Box) =>
  (column: number, row: number): readonly [number, number] => {
    const part = (at: number, count: number): number => Math.max(0, Math.min(1, count > 1 ? at / (count - 1) : 0.5));
    return [box.x + part(column, columnsOf(grid)) * box.width, box.y + part(row, rowsOf(grid)) * box.height];
  };

const dotsAlong = (count: number): number => Math.max(1, Math.min(MOST_DOTS, (count - 1) * DOTS));

/** The grid as the dots of a picture that fills the plane: blended between neighbours, or each dot its nearest one's. */
export function dotsOf(grid: Matrix, blended: boolean): Matrix {
  const [rows, columns] = [rowsOf(grid), columnsOf(grid)];
  const value = (row: number, column: number): number => grid[Math.min(row, rows - 1)]?.[Math.min(column, columns - 1)] ?? Number.NaN;
  const between = (row: number, column: number): number => {
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const along = (line: number): number => value(line, left) + (value(line, left + 1) - value(line, left)) * (column - left);
    return along(top) + (along(top + 1) - along(top)) * (row - top);
  };
  const at = (dot: number, dots: number, count: number): number => ((dot + 0.5) / dots) * (count - 1);
  const [high, wide] = [dotsAlong(rows), dotsAlong(columns)];
  return Array.from({ length: high }, (_, down) =>
    Array.from({ length: wide }, (_, right) => {
      const [row, column] = [at(down, high, rows), at(right, wide, columns)];
      return blended ? between(row, column) : value(Math.round(row), Math.round(column));
    }),
  );
}
