/** Curves that grow while the code runs: drawn at most ten times a second, each in a place that does not move. */

import type { CurveFigure } from "./charts/curve";
import type { CurvePoint } from "./contracts";
import { element } from "./elements";
import { say } from "./words/page";

const SHORTEST_MS = 100;

/** What was measured last: the title while it grows. */
function newest(points: readonly CurvePoint[]): string {
  const last: Record<string, number> = points.at(-1) ?? {};
  const name = Object.keys(last).find((key) => key !== "step");
  return name === undefined ? say.curveTitle : say.liveCurve(name, (last[name] ?? 0).toPrecision(4));
}

/** One growing figure. */
export class LiveCurve {
  readonly node = element("div", { class: "chart-place chart-place--curve" });
  private figure: CurveFigure | null = null;
  private points: readonly CurvePoint[] = [];
  private timer = 0;
  private drawnAt = 0;

  constructor(private readonly stepName: string) {
    import("./charts/curve").then(
      ({ CurveFigure }) => {
        this.figure = new CurveFigure({ title: say.curveTitle, alt: "", stepName: this.stepName });
        this.node.replaceChildren(this.figure.node);
        this.draw();
      },
      () => undefined,
    );
  }

  update(points: readonly CurvePoint[]): void {
    this.points = points;
    if (this.timer) return;
    const wait = Math.max(0, this.drawnAt + SHORTEST_MS - performance.now());
    this.timer = window.setTimeout(() => this.draw(), wait);
  }

  private draw(): void {
    this.timer = 0;
    this.drawnAt = performance.now();
    if (this.points.length) this.figure?.update(this.points, { title: newest(this.points) });
  }
}
