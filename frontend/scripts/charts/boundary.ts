/** What the model answers over the plane, and the examples it was asked about. */

import type { BoundaryPicture, Matrix } from "../contracts";
import { shape } from "../elements";
import { say } from "../words/charts";
import { plural } from "../words/verdict";
import { across, axesOf, drawing, label, up, WIDTH } from "./axes";
import { borders, contour } from "./contours";
import { chartFrame } from "./frame";
import { mark } from "./marks";
import { asMatrix, columnsOf, numbersIn, rowsOf } from "./matrix";
import { colourOf, mixed, rampOf } from "./palette";
import { rasterImage } from "./raster";
import { tableOf } from "./tables";

/** How much of a class's colour lies over the ground: the marks must stand out on it. */
const TINT = 0.28;
const MOST_CLASSES = 8;

/** Classes are whole numbers; anything between is a probability. */
const isOfClasses = (grid: Matrix): boolean => numbersIn(grid).every(Number.isInteger);

/** Row 0 of the grid is the lowest y, as numpy.meshgrid gives it; pictures begin at the top. */
const fromTop = (grid: Matrix): Matrix => [...grid].reverse();

function ground(grid: Matrix, ofClasses: boolean) {
  return () => {
    const surface = colourOf("surface");
    if (ofClasses) {
      const tints = Array.from({ length: MOST_CLASSES }, (_, index) => mixed(surface, colourOf(`cat-${index + 1}`), TINT));
      return (row: number, column: number) => tints[Math.abs(grid[row]?.[column] ?? 0) % MOST_CLASSES] ?? surface;
    }
    const ramp = rampOf("div");
    return (row: number, column: number) => mixed(surface, ramp(grid[row]?.[column] ?? 0.5), 0.55);
  };
}

export function boundaryFigure(picture: BoundaryPicture): HTMLElement {
  const { x, y, points } = picture.data;
  const grid = fromTop(asMatrix(picture.data.grid));
  const ofClasses = isOfClasses(grid);
  const [rows, columns] = [rowsOf(grid), columnsOf(grid)];
  const classes = [...new Set(points.map((point) => point[2]))].sort((one, two) => String(one).localeCompare(String(two), "en", { numeric: true }));
  const box = { x: 44, y: 8, width: WIDTH - 56, height: 250 };
  const plane = { box, x, y };
  const cell = [box.width / columns, box.height / rows] as const;
  const corner = (column: number, row: number) => [box.x + column * cell[0], box.y + row * cell[1]] as const;
  const middle = (column: number, row: number) => corner(column + 0.5, row + 0.5);
  const line = ofClasses ? borders(grid, corner) : contour(grid, 0.5, middle);
  const marks = points.map(([px, py, name]) => mark(classes.indexOf(name), across(plane, px), up(plane, py)));
  const key = classes.slice(0, 5).flatMap((name, index) => {
    const at = box.x + 6 + index * 62;
    return [mark(index, at, 296), label(say.className(name), { class: "t-small", x: at + 10, y: 300 })];
  });
  const image = rasterImage({ rows, columns, box, colours: ground(grid, ofClasses), smooth: !ofClasses });
  return chartFrame({
    title: picture.title || say.boundaryTitle,
    sub: plural(points.length, "example"),
    picture: drawing(308, picture.alt || picture.title, image, shape("path", { class: "boundary", d: line }), ...axesOf(plane), ...marks, ...key),
    tables: () => [tableOf({ name: say.examples, head: say.exampleHead, rows: points.map(([px, py, name], index) => [index, px, py, name]) })],
    caption: ofClasses ? say.classBorders : say.halfLine,
    name: say.thePicture(picture.title),
  });
}
