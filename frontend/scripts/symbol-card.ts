/** The card of a symbol: meaning, shape, name in code, other dialects; for a formula, one for each of its symbols. */

import { element } from "./elements";
import type { Standing } from "./formula-symbols";
import { startTabs } from "./tabs";
import { say } from "./words/formulas";

export interface Told {
  tex: string;
  means: string;
  shape: string;
  code: string;
  numpy: string;
  /** Its place on the notation page. */
  page: string;
  nielsen?: string;
  ng?: string;
  pytorch?: string;
}

/** Says that a card with formulas of its own has come onto the page. */
export const SHOWN = "ascent:symbol-shown";

const OPENS_AFTER_MS = 200;
const CLOSES_AFTER_MS = 300;
const GAP_PX = 6;
/** A finger is wider than a sign: so near to one counts as on it. */
const REACH_PX = 20;
const TOP_BAR_PX = 64;
/** Beside the editor a card floats; on a phone it opens in the text, under its line. */
const floats = matchMedia("(width >= 64rem)");

let cards = 0;
let open: Card | null = null;

export const formula = (tex: string): HTMLElement => element("span", { class: "math", "data-tex": tex }, tex);

/** A sentence with `code` between backticks and formulas between dollars. */
function mixed(text: string): (HTMLElement | string)[] {
  return text.split(/(`[^`]*`|\$[^$]*\$)/).map((part) => {
    if (part.startsWith("`")) return element("code", {}, part.slice(1, -1));
    return part.startsWith("$") ? formula(part.slice(1, -1)) : part;
  });
}

function aboutSymbol(symbol: Told, ...head: HTMLElement[]): HTMLElement[] {
  const rows: [string, string | undefined][] = [[say.shape, symbol.shape], [say.inCode, `\`${symbol.code}\``], ["Nielsen", symbol.nielsen], ["Ng", symbol.ng], ["PyTorch", symbol.pytorch], ["NumPy", `\`${symbol.numpy}\``]];
  const lines = rows.flatMap(([name, value]) => (value ? [element("dt", {}, name), element("dd", {}, ...mixed(value))] : []));
  const more = element("p", { class: "sym-card__more" }, element("a", { href: symbol.page }, say.allDialects));
  return [element("p", { class: "sym-card__head" }, ...head, element("strong", {}, ...mixed(symbol.means))), element("dl", { class: "kv" }, ...lines), more];
}

const plain = (text: string): string => text.replaceAll(/[$`]/g, "");

/** From its first sign to its last. */
function boxOf({ nodes }: Standing<Told>): DOMRect {
  const around = document.createRange();
  if (nodes[0]) around.setStartBefore(nodes[0]);
  if (nodes[0]) around.setEndAfter(nodes.at(-1) ?? nodes[0]);
  return around.getBoundingClientRect();
}

const distance = (box: DOMRect, x: number, y: number): number => Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));

/** Opened by its stop, the one place of the formula that Tab reaches, and by each sign of a symbol. */
export class Card {
  private readonly id = `symbol-${(cards += 1)}`;
  private readonly anchor = element("div", { class: "sym-anchor" });
  private readonly standings: Standing<Told>[] = [];
  private at: Standing<Told> | undefined;
  private pinned = false;
  private timer = 0;

  /** `block` is what the card stands after; in an item of a list it is the last. */
  constructor(
    private readonly stop: HTMLButtonElement,
    private readonly block: Element,
    standings: readonly Standing<Told>[],
  ) {
    stop.setAttribute("aria-controls", this.id);
    this.anchor.id = `${this.id}-place`;
    this.standings.push(...standings);
    for (const standing of standings) this.listenAt(standing);
    this.listen();
  }

  /** The signs of a formula that answer as well. */
  ask(formula: Element, standings: readonly Standing<Told>[]): void {
    this.standings.push(...standings);
    for (const standing of standings) {
      for (const node of standing.nodes) node.classList.add("sym-sign");
      this.listenAt(standing);
    }
    formula.addEventListener("click", (event) => this.pressed(event as PointerEvent, standings));
  }

  close(): void {
    clearTimeout(this.timer);
    this.pinned = false;
    this.anchor.remove();
    this.stop.setAttribute("aria-expanded", "false");
    this.mark(undefined);
    if (open === this) open = null;
  }

  /** Whoever stood in the card stands at its formula again. */
  dismiss(): void {
    if (this.anchor.contains(document.activeElement)) this.stop.focus();
    this.close();
  }

  /** Whether `place` is one of the symbols or their card. */
  holds(place: EventTarget | null): boolean {
    return place instanceof Node && [this.stop, this.anchor, ...this.standings.flatMap(({ nodes }) => nodes)].some((node) => node.contains(place));
  }

  private get symbols(): Told[] {
    return [...new Set(this.standings.map(({ symbol }) => symbol))];
  }

  private listen(): void {
    const { stop, anchor } = this;
    stop.addEventListener("click", () => this.toggle(this.standings[0]));
    stop.addEventListener("focus", () => floats.matches && stop.matches(":focus-visible") && this.open(this.standings[0]));
    anchor.addEventListener("focusin", () => clearTimeout(this.timer));
    anchor.addEventListener("pointerenter", () => clearTimeout(this.timer));
    anchor.addEventListener("pointerleave", () => this.leave());
    for (const node of [stop, anchor]) node.addEventListener("focusout", () => this.leave());
  }

  private listenAt(standing: Standing<Told>): void {
    for (const node of standing.nodes) {
      // A symbol may stand in the index of another: the inner one is meant.
      const isMeant = ({ target }: Event): boolean => target instanceof Element && target.closest(".sym, .sym-sign") === node;
      node.addEventListener("pointerover", (event) => isMeant(event) && this.enter(event as PointerEvent, standing));
      node.addEventListener("pointerleave", () => this.leave());
    }
  }

  /** The nearest sign is meant; of one in the index of another, the inner. */
  private pressed({ target, clientX, clientY }: PointerEvent, standings: readonly Standing<Told>[]): void {
    if (target === this.stop) return;
    const near = standings.map((standing) => ({ standing, by: distance(boxOf(standing), clientX, clientY) }));
    const nearest = near.reduce((one, other) => (other.by <= one.by ? other : one));
    if (nearest.by <= REACH_PX) this.toggle(nearest.standing);
  }

  private enter(event: PointerEvent, standing: Standing<Told>): void {
    clearTimeout(this.timer);
    if (event.pointerType === "mouse" && floats.matches && !this.pinned) this.timer = window.setTimeout(() => this.open(standing), OPENS_AFTER_MS);
  }

  /** Long enough to move from the symbol into its card. */
  private leave(): void {
    clearTimeout(this.timer);
    if (!this.pinned) this.timer = window.setTimeout(() => this.close(), CLOSES_AFTER_MS);
  }

  private toggle(standing: Standing<Told> | undefined): void {
    if (this.anchor.isConnected && this.pinned && this.at === standing) return this.close();
    this.open(standing);
    this.pinned = true;
  }

  private open(standing: Standing<Told> | undefined): void {
    clearTimeout(this.timer);
    if (!standing || (this.anchor.isConnected && this.at === standing)) return;
    if (open !== this) open?.close();
    open = this;
    this.mark(standing);
    this.anchor.replaceChildren(this.drawn(standing.symbol));
    if (this.block.tagName === "LI") this.block.append(this.anchor);
    else this.block.after(this.anchor);
    this.stop.setAttribute("aria-expanded", "true");
    this.startRow(standing.symbol);
    document.dispatchEvent(new CustomEvent(SHOWN));
    this.place();
  }

  private mark(standing: Standing<Told> | undefined): void {
    this.at = standing;
    for (const { nodes } of this.standings) for (const node of nodes) node.classList.toggle("sym-sign--at", node !== this.stop && (standing?.nodes.includes(node) ?? false));
  }

  private drawn(symbol: Told): HTMLElement {
    const { id, symbols } = this;
    if (symbols.length === 1) {
      const sign = element("span", { class: "sym-card__sym" }, formula(symbol.tex));
      return element("div", { class: "sym-card", role: "note", id, "aria-label": say.about(plain(symbol.means)) }, ...aboutSymbol(symbol, sign));
    }
    const tabs = symbols.map((one, index) => element("button", { type: "button", class: "tab", role: "tab", id: `${id}-tab-${index}`, "aria-controls": `${id}-${index}` }, formula(one.tex), element("span", { class: "visually-hidden" }, `: ${plain(one.means)}`)));
    const panels = symbols.map((one, index) => element("div", { role: "tabpanel", id: `${id}-${index}`, "aria-labelledby": `${id}-tab-${index}` }, ...aboutSymbol(one)));
    const row = element("div", { class: "sym-card__row", role: "tablist", "aria-label": say.inFormula }, ...tabs);
    return element("div", { class: "sym-card", role: "note", id, "aria-label": say.inFormula }, row, ...panels);
  }

  /** The row of a formula's symbols: one tab stop, arrows walk, and the sign in the formula is marked along. */
  private startRow(first: Told): void {
    const row = this.anchor.querySelector<HTMLElement>("[role=tablist]");
    if (!row) return;
    const { symbols } = this;
    const show = startTabs(row, (tab) => {
      const chosen = symbols[[...row.children].indexOf(tab)];
      if (this.at?.symbol !== chosen) this.mark(this.standings.find(({ symbol }) => symbol === chosen));
    });
    const tab = row.children[symbols.indexOf(first)];
    if (tab instanceof HTMLElement) show(tab);
    row.addEventListener("click", () => (this.pinned = true));
  }

  /** Under the line with the symbol, or above it where the window ends; within the column. */
  private place(): void {
    const card = this.anchor.firstElementChild;
    if (!floats.matches || !(card instanceof HTMLElement) || !this.at) return;
    const [here, sign] = [this.anchor.getBoundingClientRect(), boxOf(this.at)];
    const line = this.at.nodes[0]?.closest(".katex-display")?.getBoundingClientRect() ?? sign;
    const left = Math.max(0, Math.min(sign.left - here.left, here.width - card.offsetWidth));
    const needed = card.offsetHeight + GAP_PX;
    const isBelow = line.bottom + needed <= innerHeight || line.top < needed + TOP_BAR_PX;
    card.style.setProperty("inset-block-start", `${isBelow ? line.bottom - here.top + GAP_PX : line.top - here.top - needed}px`);
    card.style.setProperty("inset-inline-start", `${left}px`);
  }
}

/** A press elsewhere closes the card that is open, and so does Escape, wherever the focus is. */
export function closeFromOutside(): void {
  document.addEventListener("pointerdown", (event) => {
    if (!open?.holds(event.target)) open?.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open?.dismiss();
  });
}
