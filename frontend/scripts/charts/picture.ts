/** The right chart for each kind of picture. This chunk is loaded when the first picture comes. */

import type { GradientFigure, Picture } from "../contracts";
import { boundaryFigure } from "./boundary";
import { confusionFigure } from "./confusion";
import { gradientFigure } from "./gradient";
import { heatFigure } from "./heat";
import { histogramFigure } from "./histogram";
import { imageFigure } from "./image";
import { pathFigure } from "./path";
import { pointsFigure } from "./points";

/** The figure; null where there is nothing that could be drawn. */
export async function drawPicture(picture: Picture | GradientFigure): Promise<HTMLElement | null> {
  switch (picture.kind) {
    case "gradient":
      return gradientFigure(picture);
    case "image":
    case "weights":
      return imageFigure(picture);
    case "heat":
      return heatFigure(picture);
    case "points":
      return pointsFigure(picture);
    case "boundary":
      return boundaryFigure(picture);
    case "histogram":
      return histogramFigure(picture);
    case "path":
      return pathFigure(picture);
    case "confusion":
      return confusionFigure(picture);
    case "curve":
      return (await import("./curve")).curveFigure(picture);
    case "line":
      return (await import("./curve")).lineFigure(picture);
    default:
      return null;
  }
}
