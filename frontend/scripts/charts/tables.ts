/** The same data as real tables, in frames of their own that scroll. */

import type { Matrix } from "../contracts";
import { element } from "../elements";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { cellNumber, sizeOf } from "./matrix";

/** More rows than this are thinned out; the caption says so. */
const MOST_ROWS = 200;

type Cell = string | number | null;
interface Table {
  name: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}

const cellText = (value: Cell): string => (typeof value === "string" ? value : Number.isInteger(value) ? String(value) : cellNumber(value));

/** A table whose first column names its rows. */
export function tableOf({ name, head, rows }: Table): HTMLElement {
  const step = Math.ceil(rows.length / MOST_ROWS);
  const shown = rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
  const caption = element("caption", {}, step > 1 ? say.thinned(name, step, counted.row(rows.length)) : name);
  const top = element("tr", {}, ...head.map((text, column) => (text ? element("th", { scope: "col", class: column ? "end" : "" }, text) : element("td"))));
  const body = shown.map(([first = "", ...others]) =>
    element("tr", {}, element("th", { scope: "row" }, cellText(first)), ...others.map((value) => element("td", { class: "num nowrap" }, cellText(value)))),
  );
  const whole = element("table", { class: "table table--small" }, caption, element("thead", {}, top), element("tbody", {}, ...body));
  return element("div", { class: "table-wrap", tabindex: 0, role: "group", "aria-label": say.asTable(name) }, whole);
}

/** A matrix with the numbers of its rows and columns. */
export function matrixTable(name: string, matrix: Matrix): HTMLElement {
  const head = ["", ...(matrix[0] ?? []).map((_, column) => String(column))];
  const rows = matrix.map((values, row) => [String(row), ...values.map((value) => cellNumber(value))]);
  return tableOf({ name: `${name} ${sizeOf(matrix)}`, head, rows });
}
