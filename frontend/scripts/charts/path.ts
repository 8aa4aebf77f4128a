/** The way down a surface: its heights as contours, and the steps that were taken. */

import type { Matrix, PathPicture } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { across, axesOf, drawing, label, up, WIDTH } from "./axes";
import { contour } from "./contours";
import { chartFrame } from "./frame";
import { dotsOf, onLattice } from "./lattice";
import { asMatrix, columnsOf, numberText, numbersIn, rowsOf } from "./matrix";
import { rampOf } from "./palette";
import { rasterImage } from "./raster";
import { tableOf } from "./tables";

const BANDS = 9;
/** More steps than this are drawn as a line without marks. */
const MOST_MARKS = 60;

/** Heights that part the surface into bands of equal area: a canyon shows its floor and its walls. */
function bandsOf(levels: Matrix): number[] {
  const sorted = numbersIn(levels).sort((one, two) => one - two);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return [...new Set(Array.from({ length: BANDS - 1 }, (_, band) => at((band + 1) / BANDS)))];
}

function ground(levels: Matrix, bands: readonly number[]) {
  return () => {
    const ramp = rampOf("seq");
    return (row: number, column: number) => {
      const height = levels[row]?.[column] ?? 0;
      const band = bands.findIndex((limit) => height < limit);
      // The deepest band is the palest or, by night, the darkest: the path must stand out where it ends.
      return ramp((band < 0 ? bands.length : band) / (1.6 * BANDS));
    };
  };
}

export function pathFigure(picture: PathPicture): HTMLElement {
  const { x, y, path } = picture.data;
  // Row 0 of the levels is the lowest y, as numpy.meshgrid gives it.
  const levels = [...asMatrix(picture.data.levels)].reverse();
  const box = { x: 44, y: 8, width: WIDTH - 56, height: 250 };
  const plane = { box, x, y };
  const place = onLattice(levels, box);
  const dotted = dotsOf(levels, true);
  const bands = bandsOf(levels);
  const inside = path.filter(([px, py]) => px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1]);
  const way = inside.map(([px, py]) => `${across(plane, px).toFixed(1)} ${up(plane, py).toFixed(1)}`);
  const dots = inside.length <= MOST_MARKS ? inside.map(([px, py]) => shape("circle", { class: "step-dot", cx: across(plane, px), cy: up(plane, py), r: 2.5 })) : [];
  const [first, last] = [inside[0], inside.at(-1)];
  const ends = [
    ...(first ? [label(say.start, { class: "t-strong lab", x: across(plane, first[0]) + 7, y: up(plane, first[1]) - 6 })] : []),
    ...(last ? [shape("path", { class: "here", d: "M0-7L7 0 0 7-7 0z", transform: `translate(${across(plane, last[0])} ${up(plane, last[1])})` })] : []),
  ];
  const image = rasterImage({ rows: rowsOf(dotted), columns: columnsOf(dotted), box, colours: ground(dotted, bands) });
  const lines = bands.map((level) => shape("path", { class: "contour-line", d: contour(levels, level, place) }));
  const left = path.length - inside.length;
  return chartFrame({
    title: picture.title || say.pathTitle,
    sub: counted.step(Math.max(0, path.length - 1)),
    picture: drawing(290, picture.alt || picture.title, image, ...lines, ...axesOf(plane), shape("path", { class: "way-edge", d: `M${way.join("L")}` }), shape("path", { class: "way", d: `M${way.join("L")}` }), ...dots, ...ends),
    tables: () => [tableOf({ name: say.theSteps, head: [say.step, "x", "y"], rows: path.map(([px, py], index) => [index, px, py]) })],
    caption: last ? `${say.endsAt(numberText(last[0]), numberText(last[1]))}${left ? ` ${say.outside(counted.step(left))}` : ""}` : "",
    name: say.thePicture(picture.title),
  });
}
