/** Arrays as images: one, or a row of them; learnt weights diverge about zero. */

import type { ImagePicture, Matrix, Nested, WeightsPicture } from "../contracts";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { drawing, label, tickText, WIDTH } from "./axes";
import { chartFrame } from "./frame";
import { asMatrix, columnsOf, depthOf, numbersIn, rowsOf } from "./matrix";
import { type Colour, rampOf } from "./palette";
import { rasterImage } from "./raster";
import { scaleBar } from "./scale-bar";
import { matrixTable, tableOf } from "./tables";

const GAP = 8;
const LARGEST = 220;
const MOST_IN_A_ROW = 6;
const MOST_TABLES = 4;

interface Limits {
  low: number;
  high: number;
}

function limitsOf(images: readonly Matrix[], diverging: boolean): Limits {
  const numbers = images.flatMap(numbersIn);
  const low = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (numbers.length === 0) return { low: 0, high: 1 };
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return diverging ? { low: -size, high: size } : { low, high: high > low ? high : low + 1 };
}

/** Gives, in the theme of the moment, the colour of each entry; what is no number gets the colour of a line. */
function colouring(matrix: Matrix, { low, high }: Limits, diverging: boolean): () => (row: number, column: number) => Colour {
  return () => {
    const ramp = rampOf(diverging ? "div" : "seq");
    return (row, column) => ramp(((matrix[row]?.[column] ?? low) - low) / (high - low));
  };
}

function gallery(images: readonly Matrix[], labels: readonly string[], limits: Limits, diverging: boolean, alt: string): SVGElement {
  const inARow = Math.min(images.length, MOST_IN_A_ROW);
  const [first = []] = images;
  const width = Math.min(LARGEST, (WIDTH - GAP * (inARow - 1)) / inARow);
  const height = Math.min(LARGEST, Math.max(6, width * (rowsOf(first) / (columnsOf(first) || 1))));
  const below = labels.length ? 16 : 0;
  const rows = Math.ceil(images.length / inARow);
  const children = images.flatMap((image, index) => {
    const x = (index % inARow) * (width + GAP);
    const y = Math.floor(index / inARow) * (height + below + GAP);
    const box = { x, y, width, height };
    const picture = rasterImage({ rows: rowsOf(image), columns: columnsOf(image), box, colours: colouring(image, limits, diverging) });
    const name = labels[index];
    return name ? [picture, label(name, { class: "t-small", x: x + width / 2, y: y + height + 13, "text-anchor": "middle" })] : [picture];
  });
  const bottom = rows * (height + below + GAP) + 6;
  const ends: [string, string] = diverging ? [`−${tickText(Number(limits.high.toPrecision(2)))}`, `+${tickText(Number(limits.high.toPrecision(2)))}`] : [tickText(Number(limits.low.toPrecision(3))), tickText(Number(limits.high.toPrecision(3)))];
  return drawing(bottom + 30, alt, ...children, ...scaleBar({ y: bottom, ramp: diverging ? "d" : "q", ends, words: diverging ? say.orangeAndBlue : "" }));
}

function tablesOf(images: readonly Matrix[], nameOf: (index: number) => string): HTMLElement[] {
  if (images.length <= MOST_TABLES) return images.map((image, index) => matrixTable(nameOf(index), image));
  const rows = images.map((image, index) => {
    const numbers = numbersIn(image);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / (numbers.length || 1);
    return [nameOf(index), numbers.reduce((a, b) => Math.min(a, b), Infinity), mean, numbers.reduce((a, b) => Math.max(a, b), -Infinity)];
  });
  const [first = []] = images;
  const entries = first.flatMap((values, row) => values.map((_, column) => `${row}, ${column}`));
  const whole = images.map((image, index) => [nameOf(index), ...image.flat()]);
  return [tableOf({ name: say.imagesInWords, head: say.imageHead, rows }), tableOf({ name: say.imagesEntries, head: [say.imageHead[0] ?? "", ...entries], rows: whole })];
}

/** One image is a matrix; a stack of them has one axis more. */
const imagesOf = (data: Nested): Matrix[] => (depthOf(data) > 2 ? (data as Nested[]).map(asMatrix) : [asMatrix(data)]);

export function imageFigure(picture: ImagePicture | WeightsPicture): HTMLElement {
  const diverging = picture.kind === "weights";
  const images = imagesOf(picture.data);
  const given = picture.labels?.slice(0, images.length) ?? [];
  // Unnamed images of a row go by their index in the array.
  const labels = given.length || images.length < 2 ? given : images.map((_, index) => String(index));
  const [first = []] = images;
  const size = `${rowsOf(first)} × ${columnsOf(first)}`;
  return chartFrame({
    title: picture.title || (diverging ? say.weightsTitle : say.imageTitle),
    sub: images.length > 1 ? say.imagesOfSize(counted.image(images.length), size) : size,
    picture: gallery(images, labels, limitsOf(images, diverging), diverging, picture.alt || picture.title),
    tables: () => tablesOf(images, (index) => given[index] ?? (diverging ? say.neuronNumber(index) : say.imageNumber(index))),
    name: say.thePicture(picture.title),
  });
}
