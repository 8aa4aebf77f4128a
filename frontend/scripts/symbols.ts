/** Symbols of a statement that can be asked: each is a button with a card that says meaning, shape, name in code, other dialects. */

import { element } from "./elements";
import { say } from "./words/formulas";

interface Told {
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

const OPENS_AFTER_MS = 200;
const CLOSES_AFTER_MS = 300;
const GAP_PX = 6;
const TOP_BAR_PX = 64;
/** What a card stands after; in an item of a list it is the last. */
const BLOCK = ".table-wrap, p, li";
/** Beside the editor a card floats; on a phone it opens in the text, under its line. */
const floats = matchMedia("(width >= 64rem)");

function told(): Map<string, Told> {
  const text = document.getElementById("symbols")?.textContent;
  return new Map(text ? (JSON.parse(text) as Told[]).map((one) => [one.tex, one]) : []);
}

const formula = (tex: string): HTMLElement => element("span", { class: "math", "data-tex": tex }, tex);

/** A sentence with `code` between backticks and formulas between dollars. */
function mixed(text: string): (HTMLElement | string)[] {
  return text.split(/(`[^`]*`|\$[^$]*\$)/).map((part) => {
    if (part.startsWith("`")) return element("code", {}, part.slice(1, -1));
    return part.startsWith("$") ? formula(part.slice(1, -1)) : part;
  });
}

function cardOf(symbol: Told, id: string): HTMLElement {
  const rows: [string, string | undefined][] = [[say.shape, symbol.shape], [say.inCode, `\`${symbol.code}\``], ["Nielsen", symbol.nielsen], ["Ng", symbol.ng], ["PyTorch", symbol.pytorch], ["NumPy", `\`${symbol.numpy}\``]];
  const lines = rows.flatMap(([name, value]) => (value ? [element("dt", {}, name), element("dd", {}, ...mixed(value))] : []));
  const head = element("p", { class: "sym-card__head" }, element("span", { class: "sym-card__sym" }, formula(symbol.tex)), element("strong", {}, symbol.means));
  const more = element("p", { class: "sym-card__more" }, element("a", { href: symbol.page }, say.allDialects));
  return element("div", { class: "sym-card", role: "note", id, "aria-label": say.about(symbol.means) }, head, element("dl", { class: "kv" }, ...lines), more);
}

class Card {
  private readonly anchor = element("div", { class: "sym-anchor" });
  private pinned = false;
  private timer = 0;

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly symbol: Told,
    private readonly opened: (card: Card) => void,
  ) {
    const id = `symbol-${document.querySelectorAll(".sym").length}`;
    button.setAttribute("aria-controls", id);
    this.anchor.id = `${id}-place`;
    this.listen(id);
  }

  close(): void {
    clearTimeout(this.timer);
    this.pinned = false;
    this.anchor.remove();
    this.button.setAttribute("aria-expanded", "false");
  }

  /** Whether `place` is the symbol or its card. */
  holds(place: EventTarget | null): boolean {
    return place instanceof Node && (this.button.contains(place) || this.anchor.contains(place));
  }

  /** Whoever stood in the card stands at its symbol again. */
  private dismiss(): void {
    if (this.anchor.contains(document.activeElement)) this.button.focus();
    this.close();
  }

  private get isOpen(): boolean {
    return this.anchor.isConnected;
  }

  private listen(id: string): void {
    const { button, anchor } = this;
    button.addEventListener("click", () => {
      if (this.isOpen && this.pinned) return this.close();
      this.open(id);
      this.pinned = true;
    });
    button.addEventListener("focus", () => floats.matches && button.matches(":focus-visible") && this.open(id));
    anchor.addEventListener("focusin", () => clearTimeout(this.timer));
    for (const node of [button, anchor] as HTMLElement[]) {
      node.addEventListener("pointerenter", (event) => this.enter(event, id));
      node.addEventListener("pointerleave", () => this.leave());
      node.addEventListener("focusout", () => this.leave());
      node.addEventListener("keydown", (event) => event.key === "Escape" && this.dismiss());
    }
  }

  private enter(event: PointerEvent, id: string): void {
    clearTimeout(this.timer);
    if (event.pointerType === "mouse" && floats.matches) this.timer = window.setTimeout(() => this.open(id), OPENS_AFTER_MS);
  }

  /** Long enough to move from the symbol into its card. */
  private leave(): void {
    clearTimeout(this.timer);
    if (!this.pinned) this.timer = window.setTimeout(() => this.close(), CLOSES_AFTER_MS);
  }

  private open(id: string): void {
    clearTimeout(this.timer);
    if (this.isOpen) return;
    this.opened(this);
    const card = cardOf(this.symbol, id);
    this.anchor.replaceChildren(card);
    const block = this.button.closest(BLOCK);
    if (block?.tagName === "LI") block.append(this.anchor);
    else block?.after(this.anchor);
    this.button.setAttribute("aria-expanded", "true");
    document.dispatchEvent(new CustomEvent(SHOWN));
    this.place(card);
  }

  /** Under the symbol, or above it where the window ends; within the column. */
  private place(card: HTMLElement): void {
    if (!floats.matches) return;
    const [here, symbol] = [this.anchor.getBoundingClientRect(), this.button.getBoundingClientRect()];
    const left = Math.max(0, Math.min(symbol.left - here.left, here.width - card.offsetWidth));
    const needed = card.offsetHeight + GAP_PX;
    const isBelow = symbol.bottom + needed <= innerHeight || symbol.top < needed + TOP_BAR_PX;
    card.style.setProperty("inset-block-start", `${isBelow ? symbol.bottom - here.top + GAP_PX : symbol.top - here.top - needed}px`);
    card.style.setProperty("inset-inline-start", `${left}px`);
  }
}

/** Says that a card with formulas of its own has come onto the page. */
export const SHOWN = "ascent:symbol-shown";

/** Where a symbol comes first, in the introduction and in each task, it becomes a button. Before anything is typeset. */
export function startSymbols(statement: ParentNode | null): void {
  const known = told();
  const seen = new Map<Element | null, Set<string>>();
  let open: Card | null = null;
  document.addEventListener("pointerdown", (event) => {
    if (open && !open.holds(event.target)) open.close();
  });
  for (const node of statement?.querySelectorAll<HTMLElement>("span.math[data-tex]") ?? []) {
    const tex = node.dataset["tex"] ?? "";
    const [name = ""] = tex.split("=");
    const symbol = known.get(tex) ?? known.get(name.trim());
    const section = node.closest(".task");
    const before = seen.get(section) ?? new Set();
    seen.set(section, before);
    if (!symbol || before.has(symbol.tex) || !node.closest(BLOCK) || node.closest("a, h2, h3")) continue;
    before.add(symbol.tex);
    const button = element("button", { type: "button", class: "sym", "aria-expanded": "false" }, formula(symbol.tex), element("span", { class: "visually-hidden" }, say.whatDoesItMean));
    const rest = tex.slice(symbol.tex.length);
    node.replaceWith(button, ...(rest ? [formula(`{}${rest}`)] : []));
    new Card(button, symbol, (card) => {
      if (open !== card) open?.close();
      open = card;
    });
  }
}
