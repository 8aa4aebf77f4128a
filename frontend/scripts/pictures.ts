/** The pictures of a run: live ones while it goes on, those of the verdict at the end, in the same places. */

import type { CurvePoint, GradientFigure, Picture } from "./contracts";
import { element, part } from "./elements";
import { LiveCurve } from "./live-curves";
import type { Progress } from "./progress";
import { say } from "./words/page";

/** A place for a figure whose chunk is still on its way; it keeps the room that the figure will need. */
export function figurePlace(picture: Picture | GradientFigure): HTMLElement {
  const place = element("div", { class: `chart-place chart-place--${picture.kind}` });
  import("./charts/picture")
    .then(({ drawPicture }) => drawPicture(picture))
    .then((figure) => {
      if (figure) place.replaceChildren(figure);
      place.classList.toggle("is-drawn", figure !== null);
      if (!figure) place.remove();
    })
    .catch(() => place.replaceChildren(element("p", { class: "small quiet" }, say.drawingFailed)));
  return place;
}

/** Keeps what is drawn as long as its data stay the same: nothing blinks when the verdict comes. */
export class Pictures {
  private readonly places = new Map<string, HTMLElement>();
  private readonly curves = new Map<string, LiveCurve>();

  constructor(
    private readonly list: HTMLElement,
    private readonly section: HTMLElement,
  ) {}

  /** A new run: the old pictures stay until the first news, and their room until the end, so that the page below does not jump. */
  begin({ curveComes = false } = {}): void {
    this.section.classList.add("is-old");
    this.curves.clear();
    if (curveComes && this.list.children.length === 0) {
      this.section.hidden = false;
      this.list.replaceChildren(element("div", { class: "chart-place chart-place--curve", "data-waits": true }, element("p", { class: "small quiet" }, say.curveComes)));
    }
    if (!this.section.hidden) this.section.style.setProperty("min-block-size", `${this.section.offsetHeight}px`);
  }

  /** The run was not taken in: what stood here stands again. */
  abandon(): void {
    this.section.classList.remove("is-old");
    this.section.style.removeProperty("min-block-size");
    this.list.querySelector("[data-waits]")?.remove();
    this.section.hidden = this.list.children.length === 0;
  }

  show(progress: Progress): void {
    if (!progress.hasPictures && !progress.final) return;
    this.section.classList.remove("is-old");
    const nodes = progress.final ? this.drawn(progress.pictures) : [...this.growing(progress.curves), ...this.drawn(progress.pictures)];
    this.section.hidden = nodes.length === 0;
    const same = nodes.length === this.list.children.length && nodes.every((node, index) => node === this.list.children[index]);
    if (!same) this.list.replaceChildren(...nodes);
    if (progress.final) this.section.style.removeProperty("min-block-size");
  }

  private growing(curves: ReadonlyMap<string, CurvePoint[]>): HTMLElement[] {
    return [...curves].map(([name, points]) => {
      const known = this.curves.get(name) ?? new LiveCurve(name.startsWith("check:") ? say.epoch : say.step);
      this.curves.set(name, known);
      known.update(points);
      return known.node;
    });
  }

  private drawn(pictures: readonly Picture[]): HTMLElement[] {
    const keys = pictures.map((picture, index) => `${index}:${JSON.stringify(picture)}`);
    const nodes = pictures.map((picture, index) => this.places.get(keys[index] ?? "") ?? figurePlace(picture));
    this.places.clear();
    nodes.forEach((node, index) => this.places.set(keys[index] ?? "", node));
    return nodes;
  }
}

export const pagePictures = (): Pictures => new Pictures(part("pictures"), part("pictures-section"));
