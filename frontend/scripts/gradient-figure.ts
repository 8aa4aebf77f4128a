/** The gradient as two heat maps, yours beside the one by nudging, and the same numbers as tables. */

import type { GradientFigure, Matrix } from "./contracts";
import { button, element, icon, prose } from "./elements";
import { drawHeatMaps } from "./heat-map";

const dims = (matrix: Matrix): string => `(${matrix.length}, ${matrix[0]?.length ?? 0})`;

/** A vector is one row. */
function asMatrix(values: GradientFigure["yours"]): Matrix {
  return Array.isArray(values[0]) ? (values as Matrix) : [values as (number | null)[]];
}

export function figureNumber(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toPrecision(4);
  return text.replace("-", "−").replace(/e−?-?(\d)/, (whole) => whole.replace("-", "−"));
}

export function errorText(error: number | null): string {
  if (error === null) return "it holds an entry that is not a number";
  return `relative error ${error < 0.01 ? error.toExponential(1).replace("-", "−") : error.toPrecision(2)}`;
}

function titleOf(figure: GradientFigure): string {
  return figure.sentence ?? `\`d${figure.parameter}\` is off: ${errorText(figure.relative_error)}`;
}

function altText(figure: GradientFigure, yours: Matrix, truth: Matrix): string {
  const [row = 0, column = 0] = worstPlace(figure);
  const mine = figureNumber(yours[row]?.[column]);
  const right = figureNumber(truth[row]?.[column]);
  const worst = figure.relation ? "" : ` The worst entry is row ${row}, column ${column}: yours ${mine}, by nudging ${right}.`;
  return (
    `Two heat maps of the gradient of ${figure.parameter}: yours, ${dims(yours)}, and the one by nudging, ${dims(truth)}. ` +
    `${titleOf(figure).replaceAll("`", "")}.${worst}`
  );
}

/** The worst place as row and column; a vector has one row. */
export function worstPlace(figure: GradientFigure): number[] {
  return figure.worst.length === 1 ? [0, figure.worst[0] ?? 0] : figure.worst;
}

function table(name: string, matrix: Matrix): HTMLElement {
  const head = element("tr", {}, element("td"), ...(matrix[0] ?? []).map((_, index) => element("th", { scope: "col" }, String(index))));
  const body = matrix.map((row, index) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, String(index)),
      ...row.map((value) => element("td", { class: "num nowrap" }, figureNumber(value))),
    ),
  );
  const whole = element(
    "table",
    { class: "table table--small" },
    element("caption", {}, `${name} ${dims(matrix)}`),
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
  return element("div", { class: "table-wrap", tabindex: 0, role: "region", "aria-label": `${name}, as a table` }, whole);
}

export function gradientFigure(figure: GradientFigure): HTMLElement {
  const yours = asMatrix(figure.yours);
  const truth = asMatrix(figure.truth);
  const picture = drawHeatMaps({ figure, yours, truth, alt: altText(figure, yours, truth) });
  const tables = element("div", { class: "stack", hidden: true }, table("yours", yours), table("by nudging", truth));
  const show = (asTable: boolean): void => {
    picture.toggleAttribute("hidden", asTable);
    tables.hidden = !asTable;
    pictureButton.setAttribute("aria-pressed", String(!asTable));
    tableButton.setAttribute("aria-pressed", String(asTable));
  };
  const pictureButton = button("Picture", "btn btn--small", () => show(false), "picture");
  const tableButton = button("Table", "btn btn--small", () => show(true), "table");
  const group = element("div", { class: "btn-group", role: "group", "aria-label": `Show the gradient of ${figure.parameter} as` });
  group.append(pictureButton, tableButton);
  show(false);
  const title = element("p", { class: "chart__title" }, prose(titleOf(figure)));
  const sub = figure.sentence ? element("p", { class: "chart__sub" }, `Gradient of ${figure.parameter}, ${errorText(figure.relative_error)}`) : null;
  const head = element("div", { class: "chart__head" }, element("div", {}, title, sub), group);
  return element("figure", { class: "chart gradient" }, head, picture, tables, worstNote(figure, yours, truth));
}

function worstNote(figure: GradientFigure, yours: Matrix, truth: Matrix): HTMLElement | null {
  if (figure.relation) return null;
  const [row = 0, column = 0] = worstPlace(figure);
  const mine = figureNumber(yours[row]?.[column]);
  const right = figureNumber(truth[row]?.[column]);
  return element(
    "figcaption",
    {},
    icon("diamond", "inline-ico"),
    `Worst entry: row ${row}, column ${column}. Yours ${mine}, by nudging ${right}. A correct gradient is off by less than 1e−6.`,
  );
}
