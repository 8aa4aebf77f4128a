/** Contour lines of a grid by marching squares: segments where the surface crosses a level. */

import type { Matrix } from "../contracts";

type Point = readonly [number, number];
/** From a place in the grid (column, row) to a place in the drawing. */
type Place = (column: number, row: number) => Point;

/** Where the line between two neighbours crosses the level, as a share of the way; null where it does not. */
function crossing(from: number, to: number, level: number): number | null {
  return from < level !== to < level ? (level - from) / (to - from) : null;
}

function crossings(grid: Matrix, row: number, column: number, level: number): Point[] {
  const at = (down: number, right: number): number => grid[row + down]?.[column + right] ?? Number.NaN;
  const sides: [number | null, (share: number) => Point][] = [
    [crossing(at(0, 0), at(0, 1), level), (share) => [column + share, row]],
    [crossing(at(0, 1), at(1, 1), level), (share) => [column + 1, row + share]],
    [crossing(at(1, 0), at(1, 1), level), (share) => [column + share, row + 1]],
    [crossing(at(0, 0), at(1, 0), level), (share) => [column, row + share]],
  ];
  return sides.flatMap(([share, point]) => (share === null || Number.isNaN(share) ? [] : [point(share)]));
}

/** The path of one contour, as the `d` of an SVG path. */
export function contour(grid: Matrix, level: number, place: Place): string {
  const parts: string[] = [];
  const write = ([column, row]: Point): string => place(column, row).map((value) => value.toFixed(1)).join(" ");
  for (let row = 0; row + 1 < grid.length; row += 1) {
    for (let column = 0; column + 1 < (grid[0]?.length ?? 0); column += 1) {
      const points = crossings(grid, row, column, level);
      // Two crossings are one segment; four, in a saddle, are two.
      for (let index = 0; index + 1 < points.length; index += 2) parts.push(`M${write(points[index] as Point)}L${write(points[index + 1] as Point)}`);
    }
  }
  return parts.join("");
}

/** Where neighbouring cells of a grid of classes differ. */
export function borders(grid: Matrix, place: Place): string {
  const parts: string[] = [];
  grid.forEach((values, row) =>
    values.forEach((value, column) => {
      if (column && values[column - 1] !== value) parts.push(`M${place(column, row).join(" ")}L${place(column, row + 1).join(" ")}`);
      if (row && grid[row - 1]?.[column] !== value) parts.push(`M${place(column, row).join(" ")}L${place(column + 1, row).join(" ")}`);
    }),
  );
  return parts.join("");
}
