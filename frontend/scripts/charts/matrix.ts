/** Nested numbers as rows and columns: what a heat map and a table can show. */

import type { Matrix, Nested } from "../contracts";
import { say } from "../words/charts";

/** A number is one cell, a vector one row; of a deeper array all axes but the last are laid below one another. */
export function asMatrix(values: Nested): Matrix {
  if (!Array.isArray(values)) return [[values]];
  if (values.every((value) => !Array.isArray(value))) return [values as (number | null)[]];
  return values.flatMap((value) => asMatrix(value));
}

/** The row and the column at which `asMatrix` puts the entry at `place`. */
export function cellOf(place: readonly number[], shape: readonly number[]): { row: number; column: number } {
  const row = place.slice(0, -1).reduce((before, index, axis) => before * (shape[axis] ?? 1) + index, 0);
  return { row, column: place.at(-1) ?? 0 };
}

export const rowsOf = (matrix: Matrix): number => matrix.length;
export const columnsOf = (matrix: Matrix): number => matrix[0]?.length ?? 0;
export const sizeOf = (matrix: Matrix): string => `(${rowsOf(matrix)}, ${columnsOf(matrix)})`;

/** A number as it stands in a sentence: four digits at most. */
export function numberText(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return say.notANumber;
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? cellNumber(value) : String(Number(value.toPrecision(4))).replaceAll("-", "−");
}

/** A number as it stands in a column of a table: always four digits, so that the points stand below each other. */
export function cellNumber(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return say.notANumber;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toPrecision(4);
  return text.replaceAll("-", "−").replace("e+", "e");
}

/** How many axes nested numbers have. */
export const depthOf = (values: Nested): number => (Array.isArray(values) ? 1 + depthOf(values[0] ?? null) : 0);

export const numbersIn = (matrix: Matrix): number[] => matrix.flat().filter((value): value is number => value !== null && Number.isFinite(value));
