/** Axes of an SVG chart: round steps, few marks, the name of each axis above or beside its end. */

import { shape } from "../elements";
import type { Box } from "./raster";

export const WIDTH = 360;

/** About `count` round numbers from `low` to `high`: steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, count = 4): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export function tickText(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(0) : String(Number(value.toPrecision(6)));
  return text.replaceAll("-", "−").replace("e+", "e");
}

export const label = (content: string, attributes: Record<string, string | number>): SVGElement => shape("text", attributes, content);

export interface Plane {
  box: Box;
  x: readonly [number, number];
  y: readonly [number, number];
}

/** Where a value of x and one of y stand; y grows upwards. */
export const across = ({ box, x: [low, high] }: Plane, value: number): number => box.x + ((value - low) / (high - low || 1)) * box.width;
export const up = ({ box, y: [low, high] }: Plane, value: number): number => box.y + box.height - ((value - low) / (high - low || 1)) * box.height;

/** Marks and numbers below and to the left of the plane; `names`, where there are some, below its end and above its top. */
export function axesOf(plane: Plane, names: readonly [string, string] = ["", ""]): SVGElement[] {
  const { box } = plane;
  const bottom = box.y + box.height;
  const below = ticks(...plane.x).flatMap((value) => {
    const x = across(plane, value);
    return [shape("path", { class: "axis", d: `M${x} ${bottom}v4` }), label(tickText(value), { class: "t-small", x, y: bottom + 16, "text-anchor": "middle" })];
  });
  const beside = ticks(...plane.y).flatMap((value) => {
    const y = up(plane, value);
    return [shape("path", { class: "axis", d: `M${box.x} ${y}h-4` }), label(tickText(value), { class: "t-small", x: box.x - 7, y: y + 4, "text-anchor": "end" })];
  });
  const right = box.x + box.width;
  const titles = [
    ...(names[0] ? [label(names[0], { class: "t-small", x: right, y: bottom + 31, "text-anchor": "end" })] : []),
    ...(names[1] ? [label(names[1], { class: "t-small", x: box.x, y: box.y - 8 })] : []),
  ];
  return [shape("rect", { class: "axis", ...box }), ...below, ...beside, ...titles];
}

/** A drawing that is as wide as the column on a phone and not much wider beside the editor. */
export function drawing(height: number, alt: string, ...children: SVGElement[]): SVGElement {
  return shape("svg", { class: "heat", viewBox: `0 -2 ${WIDTH} ${height + 2}`, role: "img", "aria-label": alt }, ...children);
}

/** The limits of some values, with a little room. */
export function limitsOf(values: readonly number[], room = 0.06): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const edge = (high - low || Math.abs(high) || 1) * room;
  return [low - edge, high + edge];
}
