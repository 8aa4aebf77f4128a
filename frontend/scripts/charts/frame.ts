/** The frame of every chart: the finding as title, the picture, its words, and its table one key away. */

import { button, element, icon, prose } from "../elements";
import { say } from "../words/charts";

export interface Shown {
  /** The finding as a sentence; `code` between backticks. */
  title: string;
  sub?: string;
  picture: Element;
  /** Made when they are asked for: most never are. */
  tables: () => HTMLElement[];
  caption?: string;
  /** What the toggle shows: "the gradient of W1". */
  name: string;
  className?: string;
}

function toggle(name: string, picture: Element, below: HTMLElement, tables: () => HTMLElement[]): HTMLElement {
  const show = (asTable: boolean): void => {
    if (asTable) below.replaceChildren(...tables());
    picture.toggleAttribute("hidden", asTable);
    below.hidden = !asTable;
    pictureButton.setAttribute("aria-pressed", String(!asTable));
    tableButton.setAttribute("aria-pressed", String(asTable));
  };
  const pictureButton = button(say.picture, "btn btn--small", () => show(false), "picture");
  const tableButton = button(say.table, "btn btn--small", () => show(true), "table");
  show(false);
  return element("div", { class: "btn-group", role: "group", "aria-label": say.showAs(name) }, pictureButton, tableButton);
}

export function chartFrame({ title, sub = "", picture, tables, caption = "", name, className = "" }: Shown): HTMLElement {
  const below = element("div", { class: "stack chart__tables" });
  const words = element("div", { class: "chart__words" }, element("p", { class: "chart__title" }, prose(title)), sub && element("p", { class: "chart__sub" }, sub));
  const head = element("div", { class: "chart__head" }, words, toggle(name, picture, below, tables));
  const foot = caption ? element("figcaption", {}, icon("eye", "inline-ico"), prose(caption)) : null;
  return element("figure", { class: `chart ${className}`.trim() }, head, picture, below, foot);
}
