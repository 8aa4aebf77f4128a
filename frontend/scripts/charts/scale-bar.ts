/** The scale beneath a picture of numbers: its steps, its ends, and what the colours say. */

import { shape } from "../elements";
import { label } from "./axes";

const STEP = 13;

interface Scale {
  y: number;
  /** `d`: eleven steps symmetric about zero; `q`: nine from nothing to much. */
  ramp: "d" | "q";
  ends: readonly [string, string];
  words?: string;
  /** What stands under the middle of a diverging ramp. */
  middle?: string;
}

export function scaleBar({ y, ramp, ends, words = "", middle = "0" }: Scale): SVGElement[] {
  const count = ramp === "d" ? 11 : 9;
  const steps = Array.from({ length: count }, (_, step) => shape("rect", { class: `${ramp}${step}`, x: step * STEP, y, width: STEP, height: 10 }));
  const width = count * STEP;
  return [
    ...steps,
    label(ends[0], { class: "t-small", x: 0, y: y + 25 }),
    ...(ramp === "d" ? [label(middle, { class: "t-small", x: width / 2, y: y + 25, "text-anchor": "middle" })] : []),
    label(ends[1], { class: "t-small", x: width, y: y + 25, "text-anchor": "end" }),
    ...(words ? [label(words, { class: "t-small", x: width + 13, y: y + 9 })] : []),
  ];
}
