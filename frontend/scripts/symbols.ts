/** Symbols of a statement that can be asked: in the text each is a button, in a formula each sign answers. */

import { element } from "./elements";
import { SymbolFinder } from "./formula-symbols";
import { Card, closeFromOutside, formula, type Told } from "./symbol-card";
import { say } from "./words/formulas";

/** What a card stands after. */
const BLOCK = ".table-wrap, p, li";
const DISPLAY = ".math--display";
const NOT_IN = "a, h2, h3";

/** The symbols that were met in the introduction, and in each task. */
class Met {
  private readonly sections = new Map<Element | null, Set<Told>>();

  where(place: Element): Set<Told> {
    const section = place.closest(".task");
    const known = this.sections.get(section) ?? new Set();
    this.sections.set(section, known);
    return known;
  }
}

export class StatementSymbols {
  private readonly symbols: Told[];
  private readonly buttons = new Map<Element, Told>();
  /** What comes after the symbol at the head of a formula, with the card of the symbol. */
  private readonly rests = new Map<Element, Card>();

  constructor(private readonly statement: ParentNode) {
    const text = document.getElementById("symbols")?.textContent;
    this.symbols = text ? (JSON.parse(text) as Told[]) : [];
    if (this.symbols.length) closeFromOutside();
  }

  private get formulas(): HTMLElement[] {
    return [...this.statement.querySelectorAll<HTMLElement>(".math[data-tex]")].filter((node) => !node.closest(NOT_IN));
  }

  /** Where a symbol comes first, by itself or at the head of a formula, it becomes a button. Before anything is typeset. */
  makeButtons(): void {
    const known = new Map(this.symbols.map((one) => [one.tex, one]));
    const met = new Met();
    for (const node of this.formulas) {
      const tex = node.dataset["tex"] ?? "";
      const [name = ""] = tex.split("=");
      const symbol = known.get(tex) ?? known.get(name.trim());
      const block = node.closest(BLOCK);
      if (!symbol || !block || node.matches(DISPLAY) || met.where(node).has(symbol)) continue;
      met.where(node).add(symbol);
      this.makeButton(node, symbol, block);
    }
  }

  /** In each typeset display, and in the text where a symbol is met first, every sign of a symbol answers. */
  askFormulas(draw: (tex: string) => Element): void {
    if (!this.symbols.length) return;
    const finder = new SymbolFinder(this.symbols, ({ tex }) => draw(tex));
    const met = new Met();
    for (const node of this.formulas) {
      const known = met.where(node);
      const head = this.buttons.get(node);
      const standings = head ? [] : finder.in(node);
      const isNews = node.matches(DISPLAY) || standings.some(({ symbol }) => !known.has(symbol));
      const card = this.rests.get(node) ?? (standings.length && isNews ? cardAt(node) : null);
      if (standings.length) card?.ask(node, standings);
      for (const symbol of head ? [head] : standings.map((one) => one.symbol)) known.add(symbol);
    }
  }

  private makeButton(node: HTMLElement, symbol: Told, block: Element): void {
    const sign = formula(symbol.tex);
    const button = element("button", { type: "button", class: "sym", "aria-expanded": "false" }, sign, element("span", { class: "visually-hidden" }, say.whatDoesItMean));
    const rest = (node.dataset["tex"] ?? "").slice(symbol.tex.length);
    const card = new Card(button, block, [{ symbol, nodes: [button] }]);
    this.buttons.set(sign, symbol);
    const after = rest ? [formula(`{}${rest}`)] : [];
    for (const one of after) this.rests.set(one, card);
    node.replaceWith(button, ...after);
  }
}

/** One place for Tab in the whole formula: it opens the card of the first symbol, in which the others stand beside it. */
function cardAt(node: HTMLElement): Card | null {
  const block = node.matches(DISPLAY) ? node : node.closest(BLOCK);
  if (!block) return null;
  const stop = element("button", { type: "button", class: "sym-stop visually-hidden", "aria-expanded": "false" }, say.inFormula);
  node.classList.add("math--asked");
  node.append(stop);
  return new Card(stop, block, []);
}
