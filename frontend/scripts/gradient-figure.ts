/** A wrong gradient as a picture and as a table: yours beside the one by nudging, or the size of each entry's error. */

import type { GradientFigure, Matrix } from "./contracts";
import { button, element, icon, prose } from "./elements";
import { drawErrorMap, drawHeatMaps } from "./heat-map";
import { turnedLine } from "./turned-line";
import { asMatrix, cellOf, numberText, sizeOf } from "./matrix";

interface Shown {
  picture: SVGElement;
  tables: [string, Matrix][];
  caption: string;
}

const worstWords = (figure: GradientFigure): string => {
  const { worst } = figure;
  if (worst === null || worst.length === 0) return "";
  if (worst.length === 1) return `entry ${worst[0]}`;
  return worst.length === 2 ? `row ${worst[0]}, column ${worst[1]}` : `entry [${worst.join(", ")}]`;
};

function titleOf(figure: GradientFigure): string {
  const worst = worstWords(figure);
  return figure.sentence || (worst ? `\`d${figure.parameter}\` is furthest off at ${worst}` : `\`d${figure.parameter}\` is off`);
}

/** Where the shapes differ, the error is that of the turned array, and the right one is the author's, not nudged. */
const isMisshapen = (figure: GradientFigure): boolean => figure.worst === null;
const rightName = (figure: GradientFigure): string => (isMisshapen(figure) ? "should be" : "by nudging");

function errorText(figure: GradientFigure): string {
  const error = figure.relative_error;
  if (error === null) return "an entry is not a number";
  if (isMisshapen(figure)) return error === 0 ? "exact once turned" : `relative error ${numberText(error)} once turned`;
  return `relative error ${error < 0.001 ? numberText(error) : Number(error.toPrecision(2))}`;
}

function bothMaps(figure: GradientFigure, yours: Matrix, truth: Matrix): Shown {
  const { row, column } = cellOf(figure.worst ?? [], figure.shape);
  const mine = numberText(yours[row]?.[column]);
  const right = numberText(truth[row]?.[column]);
  const line = turnedLine(figure, yours, truth);
  const turned = line === null ? "" : `Column ${line} of yours is row ${line} of the other.`;
  const worst = figure.relation || !worstWords(figure) ? "" : `At ${worstWords(figure)}: yours ${mine}, by nudging ${right}.`;
  const other = isMisshapen(figure) ? "as it should be" : "the one by nudging";
  const alt =
    `Two heat maps of the gradient of ${figure.parameter}: yours, ${sizeOf(yours)}, and ${other}, ${sizeOf(truth)}. ` +
    `${titleOf(figure).replaceAll("`", "").replace(/\.$/, "")}. ${turned || worst}`;
  const tables: Shown["tables"] = [
    ["yours", yours],
    [rightName(figure), truth],
  ];
  return { picture: drawHeatMaps({ figure, yours, truth, rightName: rightName(figure), line, alt }), tables, caption: worst };
}

function errorsAlone(figure: GradientFigure, errors: Matrix): Shown {
  const alt = `Heat map of how far each entry of the gradient of ${figure.parameter} is off, ${sizeOf(errors)}; furthest at ${worstWords(figure)}.`;
  const caption = "How far each entry is off. The numbers of this check are not shown.";
  return { picture: drawErrorMap({ figure, errors, alt }), tables: [["size of the error", errors]], caption };
}

function shownOf(figure: GradientFigure): Shown | null {
  if (figure.yours !== null && figure.truth !== null) return bothMaps(figure, asMatrix(figure.yours), asMatrix(figure.truth));
  return figure.errors == null ? null : errorsAlone(figure, asMatrix(figure.errors));
}

function table(name: string, matrix: Matrix): HTMLElement {
  const head = element("tr", {}, element("td"), ...(matrix[0] ?? []).map((_, index) => element("th", { scope: "col" }, String(index))));
  const body = matrix.map((row, index) => {
    const values = row.map((value) => element("td", { class: "num nowrap" }, numberText(value)));
    return element("tr", {}, element("th", { scope: "row" }, String(index)), ...values);
  });
  const caption = element("caption", {}, `${name} ${sizeOf(matrix)}`);
  const whole = element("table", { class: "table table--small" }, caption, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "table-wrap", tabindex: 0, role: "region", "aria-label": `${name}, as a table` }, whole);
}

function toggle(label: string, picture: SVGElement, tables: HTMLElement): HTMLElement {
  const show = (asTable: boolean): void => {
    picture.toggleAttribute("hidden", asTable);
    tables.hidden = !asTable;
    pictureButton.setAttribute("aria-pressed", String(!asTable));
    tableButton.setAttribute("aria-pressed", String(asTable));
  };
  const pictureButton = button("Picture", "btn btn--small", () => show(false), "picture");
  const tableButton = button("Table", "btn btn--small", () => show(true), "table");
  show(false);
  return element("div", { class: "btn-group", role: "group", "aria-label": label }, pictureButton, tableButton);
}

/** The figure, or null where the verdict carries nothing that could be drawn. */
export function gradientFigure(figure: GradientFigure): HTMLElement | null {
  const shown = shownOf(figure);
  if (!shown) return null;
  const tables = element("div", { class: "stack" }, ...shown.tables.map(([name, matrix]) => table(name, matrix)));
  const group = toggle(`Show the gradient of ${figure.parameter} as`, shown.picture, tables);
  const title = element("p", { class: "chart__title" }, prose(titleOf(figure)));
  const sub = element("p", { class: "chart__sub" }, `Gradient of ${figure.parameter}, ${errorText(figure)}`);
  const head = element("div", { class: "chart__head" }, element("div", {}, title, sub), group);
  const caption = shown.caption ? element("figcaption", {}, icon("eye", "inline-ico"), shown.caption) : null;
  return element("figure", { class: "chart gradient" }, head, shown.picture, tables, caption);
}
