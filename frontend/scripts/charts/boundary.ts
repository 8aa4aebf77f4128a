/** What the model answers over the plane, and the examples it was asked about. */

import type { BoundaryPicture, Matrix } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { across, axesOf, drawing, label, type Plane, up, WIDTH } from "./axes";
import { borders, contour } from "./contours";
import { chartFrame } from "./frame";
import { dotsOf, onLattice } from "./lattice";
import { mark } from "./marks";
import { asMatrix, columnsOf, numbersIn, rowsOf } from "./matrix";
import { colourOf, mixed, rampOf } from "./palette";
import { rasterImage } from "./raster";
import { scaleBar } from "./scale-bar";
import { tableOf } from "./tables";

/** How much of a class's colour lies over the ground: the marks must stand out on it. */
const TINT = 0.28;
const MOST_CLASSES = 8;
const LETTER = 6.2;
const LINE = 19;

type Example = BoundaryPicture["data"]["points"][number];

/** Classes are whole numbers; anything between is a probability. */
const isOfClasses = (grid: Matrix): boolean => numbersIn(grid).every(Number.isInteger);

/** Row 0 of the grid is the lowest y, as numpy.meshgrid gives it; pictures begin at the top. */
const fromTop = (grid: Matrix): Matrix => [...grid].reverse();

function ground(dots: Matrix, ofClasses: boolean) {
  return () => {
    const surface = colourOf("surface");
    if (ofClasses) {
      const tints = Array.from({ length: MOST_CLASSES }, (_, index) => mixed(surface, colourOf(`cat-${index + 1}`), TINT));
      return (row: number, column: number) => tints[Math.abs(dots[row]?.[column] ?? 0) % MOST_CLASSES] ?? surface;
    }
    const ramp = rampOf("div");
    return (row: number, column: number) => mixed(surface, ramp(dots[row]?.[column] ?? 0.5), 0.55);
  };
}

/** Examples that all have a name of their own carry it above their mark, within the plane. */
function named(points: readonly Example[], { box, ...plane }: Plane): SVGElement[] {
  return points.map(([x, y, name]) => {
    const half = (String(name).length * LETTER) / 2 + 4;
    const middle = Math.max(box.x + half, Math.min(box.x + box.width - half, across({ box, ...plane }, x)));
    return label(String(name), { class: "t-small t-ink lab", x: middle, y: up({ box, ...plane }, y) - 10, "text-anchor": "middle" });
  });
}

/** Marks and names of the classes, in as many lines as they need. */
function key(classes: readonly (number | string)[], top: number): { marks: SVGElement[]; height: number } {
  let [x, y] = [50, top];
  const marks = classes.slice(0, MOST_CLASSES).flatMap((name, index) => {
    const words = say.className(name);
    const width = 24 + words.length * LETTER;
    if (x + width > WIDTH && x > 50) [x, y] = [50, y + LINE];
    const item = [mark(index, x, y), label(words, { class: "t-small", x: x + 10, y: y + 4 })];
    x += width;
    return item;
  });
  return { marks, height: y - top + LINE };
}

/** What the colours of a probability mean. */
function scale(y: number): SVGElement[] {
  return [shape("g", { class: "tinted" }, ...scaleBar({ y, ramp: "d", ends: ["0", "1"], middle: "½" }))];
}

export function boundaryFigure(picture: BoundaryPicture): HTMLElement {
  const { x, y, points } = picture.data;
  const grid = fromTop(asMatrix(picture.data.grid));
  const ofClasses = isOfClasses(grid);
  const classes = [...new Set(points.map((point) => point[2]))].sort((one, two) => String(one).localeCompare(String(two), "en", { numeric: true }));
  const eachNamed = classes.length === points.length && points.length <= MOST_CLASSES && classes.every((name) => typeof name === "string");
  const names = picture.data.axes ?? ["", ""];
  const plane = { box: { x: 44, y: names[1] ? 24 : 8, width: WIDTH - 56, height: 250 }, x, y };
  const place = onLattice(grid, plane.box);
  const line = ofClasses ? borders(grid, (column, row) => place(column - 0.5, row - 0.5)) : contour(grid, 0.5, place);
  const marks = points.map(([px, py, name]) => mark(eachNamed ? 0 : classes.indexOf(name), across(plane, px), up(plane, py)));
  const dots = dotsOf(grid, !ofClasses);
  const below = plane.box.y + plane.box.height + (names[0] ? 46 : 34);
  const classKey = eachNamed ? { marks: named(points, plane), height: 0 } : key(classes, below);
  const bottom = below + classKey.height;
  const image = rasterImage({ rows: rowsOf(dots), columns: columnsOf(dots), box: plane.box, colours: ground(dots, ofClasses) });
  const edge = shape("path", { class: "boundary", d: line });
  const bar = ofClasses ? [] : scale(bottom);
  return chartFrame({
    title: picture.title || say.boundaryTitle,
    sub: counted.example(points.length),
    picture: drawing(bottom + (ofClasses ? 0 : 30), picture.alt || picture.title, image, edge, ...axesOf(plane, names), ...marks, ...classKey.marks, ...bar),
    tables: () => [tableOf({ name: say.examples, head: say.exampleHead, rows: points.map(([px, py, name], index) => [index, px, py, name]) })],
    caption: ofClasses ? say.classBorders : say.halfLine,
    name: say.thePicture(picture.title),
  });
}
