/** Points in the plane. */

import type { PointsPicture } from "../contracts";
import { say } from "../words/charts";
import { counted } from "../words/verdict";
import { across, axesOf, drawing, limitsOf, up, WIDTH } from "./axes";
import { chartFrame } from "./frame";
import { mark } from "./marks";
import { tableOf } from "./tables";

export function pointsFigure(picture: PointsPicture): HTMLElement {
  const points = picture.data;
  const box = { x: 44, y: 8, width: WIDTH - 56, height: 240 };
  const plane = { box, x: limitsOf(points.map(([x]) => x)), y: limitsOf(points.map(([, y]) => y)) };
  const size = points.length > 300 ? 2 : 3.5;
  const marks = points.map(([x, y]) => mark(0, across(plane, x), up(plane, y), size));
  return chartFrame({
    title: picture.title || say.pointsTitle,
    sub: counted.point(points.length),
    picture: drawing(282, picture.alt || picture.title, ...axesOf(plane), ...marks),
    tables: () => [tableOf({ name: picture.title || say.pointsTitle, head: [say.point, "x", "y"], rows: points.map(([x, y], index) => [index, x, y]) })],
    name: say.thePicture(picture.title),
  });
}
