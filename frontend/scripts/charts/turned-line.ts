/** A turned gradient shows best on one whole column that should have been a row: which one to frame. */

import type { GradientFigure, Matrix } from "../contracts";
import { cellOf, columnsOf, rowsOf } from "./matrix";

/** The row of the right array that stands out most, so that the eye finds it again in the column. */
function strongestRow(matrix: Matrix): number {
  const strengths = matrix.map((row) => Math.max(...row.map((value) => Math.abs(value ?? 0))));
  return strengths.indexOf(Math.max(...strengths));
}

/** The number of the row, which is that of the column; null where the gradient is wrong in another way. */
export function turnedLine(figure: GradientFigure, yours: Matrix, truth: Matrix): number | null {
  if (figure.relation !== "transposed") return null;
  const row = figure.worst === null ? strongestRow(truth) : cellOf(figure.worst, figure.shape).row;
  return Math.min(row, rowsOf(truth) - 1, columnsOf(yours) - 1);
}
