/** Marks that are told apart by shape before colour. */

import { shape } from "../elements";

const SHAPES = [
  (r: number): string => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r: number): string => `M${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (r: number): string => `M0 ${-1.3 * r}L${1.25 * r} ${r}H${-1.25 * r}z`,
  (r: number): string => `M0 ${-1.4 * r}L${1.4 * r} 0 0 ${1.4 * r} ${-1.4 * r} 0z`,
  (r: number): string => `M0 ${1.3 * r}L${1.25 * r} ${-r}H${-1.25 * r}z`,
];

/** A mark of the series with this number, with an edge of paper so that it shows on any ground. */
export function mark(series: number, x: number, y: number, size = 4): SVGElement {
  const draw = SHAPES[series % SHAPES.length] as (r: number) => string;
  return shape("path", { class: `mark fill-${(series % 8) + 1}`, d: draw(size), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
}
