/** A wrong gradient as a picture and as a table: yours beside the one by nudging, or the size of each entry's error. */

import type { GradientFigure, Matrix } from "../contracts";
import { chartFrame } from "./frame";
import { drawErrorMap, drawHeatMaps } from "./gradient-maps";
import { asMatrix, cellOf, numberText, sizeOf } from "./matrix";
import { matrixTable } from "./tables";
import { turnedLine } from "./turned-line";
import { say } from "../words/charts";

interface Shown {
  picture: SVGElement;
  tables: [string, Matrix][];
  caption: string;
}

/** A longer finding stands with the check; the title then says where to look. */
const LONGEST_TITLE = 72;

const worstWords = (figure: GradientFigure): string => {
  const { worst } = figure;
  if (worst === null || worst.length === 0) return "";
  if (worst.length === 1) return say.entry(worst[0] ?? 0);
  return worst.length === 2 ? say.rowAndColumn(worst[0] ?? 0, worst[1] ?? 0) : say.entryAt(worst.join(", "));
};

function titleOf(figure: GradientFigure): string {
  const worst = worstWords(figure);
  const { sentence } = figure;
  if (sentence && sentence.length <= LONGEST_TITLE) return sentence;
  return say.furthestOff(figure.parameter, worst);
}

/** Where the shapes differ, the error is that of the turned array, and the right one is the author's, not nudged. */
const isMisshapen = (figure: GradientFigure): boolean => figure.worst === null;
const rightName = (figure: GradientFigure): string => (isMisshapen(figure) ? say.shouldBe : say.byNudging);

function errorText(figure: GradientFigure): string {
  const error = figure.relative_error;
  if (error === null) return say.entryNotANumber;
  if (isMisshapen(figure)) return error === 0 ? say.exactOnceTurned : say.errorOnceTurned(numberText(error));
  return say.relativeError(error < 0.001 ? numberText(error) : String(Number(error.toPrecision(2))));
}

function bothMaps(figure: GradientFigure, yours: Matrix, truth: Matrix): Shown {
  const { row, column } = cellOf(figure.worst ?? [], figure.shape);
  const mine = numberText(yours[row]?.[column]);
  const right = numberText(truth[row]?.[column]);
  const line = turnedLine(figure, yours, truth);
  const turned = line === null ? "" : say.columnIsRow(line);
  const worst = figure.relation || !worstWords(figure) ? "" : say.atPlace(worstWords(figure), mine, right);
  const other = isMisshapen(figure) ? say.asItShouldBe : say.theOneByNudging;
  const alt =
    `${say.twoMaps(figure.parameter, sizeOf(yours), other, sizeOf(truth))} ` +
    `${titleOf(figure).replaceAll("`", "").replace(/\.$/, "")}. ${turned || worst}`;
  const tables: Shown["tables"] = [
    [say.yours, yours],
    [rightName(figure), truth],
  ];
  return { picture: drawHeatMaps({ figure, yours, truth, rightName: rightName(figure), line, alt }), tables, caption: worst };
}

function errorsAlone(figure: GradientFigure, errors: Matrix): Shown {
  const alt = say.errorMap(figure.parameter, sizeOf(errors), worstWords(figure));
  const caption = say.numbersNotShown;
  return { picture: drawErrorMap({ figure, errors, alt }), tables: [[say.errorSize, errors]], caption };
}

function shownOf(figure: GradientFigure): Shown | null {
  if (figure.yours !== null && figure.truth !== null) return bothMaps(figure, asMatrix(figure.yours), asMatrix(figure.truth));
  return figure.errors == null ? null : errorsAlone(figure, asMatrix(figure.errors));
}

/** The figure, or null where the verdict carries nothing that could be drawn. */
export function gradientFigure(figure: GradientFigure): HTMLElement | null {
  const shown = shownOf(figure);
  if (!shown) return null;
  return chartFrame({
    title: titleOf(figure),
    sub: `${say.gradientOf(figure.parameter)}, ${errorText(figure)}`,
    picture: shown.picture,
    tables: () => shown.tables.map(([name, matrix]) => matrixTable(name, matrix)),
    caption: shown.caption,
    name: say.theGradient(figure.parameter),
    className: "gradient",
  });
}
