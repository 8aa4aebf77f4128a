/** A grid of numbers as one picture inside an SVG: a dot for each entry, however many there are. */

import { shape } from "../elements";
import { type Colour, inEachTheme } from "./palette";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Raster {
  rows: number;
  columns: number;
  box: Box;
  /** Read afresh in each theme: gives the colour of an entry. */
  colours: () => (row: number, column: number) => Colour;
}

function painted({ rows, columns, colours }: Raster): string {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return "";
  const image = context.createImageData(columns, rows);
  const colour = colours();
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) image.data.set([...colour(row, column), 255], 4 * (row * columns + column));
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

export function rasterImage(raster: Raster): SVGElement {
  const image = shape("image", { class: "raster", ...raster.box, preserveAspectRatio: "none" });
  inEachTheme(image, () => image.setAttribute("href", painted(raster)));
  return image;
}
