/** Where the symbols of the table stand in a typeset formula: their signs are compared with those of the formula. */

/** One sign with its index and its exponent, as KaTeX has drawn it. */
interface Sign {
  node: Element;
  /** The letter after the face that it is set in: a bold x is another symbol than x. */
  letter: string;
  index: string;
  exponent: string;
}

/** Where one symbol stands: all of its signs in a row. */
export interface Standing<Symbol> {
  symbol: Symbol;
  nodes: Element[];
}

/** An index in letters picks an entry of the symbol; one with a number names another symbol. */
const PICKS = /^\p{L}[\p{L},]*$/u;
/** Transposed or to a power, it is the same symbol. */
const WORKS_ON = /^(T|\d*)$/;
const DIFFERENTIAL = "mathnormal d";
/** KaTeX's own marks for the kind of a sign; what is left of its classes is the face. */
const KINDS = /^(mord|mbin|mrel|mopen|mclose|mpunct|mop|minner|mtight)$/;

/** What is written there, without the spaces that only hold a line open. */
const textOf = (node: Element | undefined): string => (node?.textContent ?? "").replaceAll("\u200b", "").trim();

function letterOf(node: Element | undefined): string {
  if (!node || node.childElementCount) return "";
  const face = [...node.classList].filter((name) => !KINDS.test(name));
  return [...face, textOf(node)].join(" ");
}

function signOf(node: Element): Sign {
  const scripts = node.querySelector(":scope > .msupsub > .vlist-t");
  if (!scripts) return { node, letter: letterOf(node), index: "", exponent: "" };
  const [first = "", second = ""] = [...(scripts.querySelector(".vlist")?.children ?? [])].map(textOf).filter(Boolean);
  // Only what reaches below the line has two rows; below stands the index.
  const hasIndex = scripts.classList.contains("vlist-t2");
  return { node, letter: letterOf(node.firstElementChild ?? undefined), index: hasIndex ? first : "", exponent: hasIndex ? second : first };
}

const signsIn = (row: Element): Sign[] => [...row.children].filter((node) => !node.matches(".katex-strut, .mspace")).map(signOf);

function isSame(wanted: Sign, found: Sign | undefined): boolean {
  if (!found?.letter || found.letter !== wanted.letter) return false;
  const picks = found.index === wanted.index || (!wanted.index && PICKS.test(found.index));
  return picks && (found.exponent === wanted.exponent || (!wanted.exponent && WORKS_ON.test(found.exponent)));
}

/** KaTeX draws letters of one slant as one piece: `xw` becomes an x and a w, at the same places. */
function splitLetters(formula: Element): void {
  for (const piece of formula.querySelectorAll<HTMLElement>(".mathnormal")) {
    const letters = [...textOf(piece)];
    if (piece.childElementCount || letters.length < 2) continue;
    const last = letters.pop() ?? "";
    for (const letter of letters) {
      const before = piece.cloneNode() as HTMLElement;
      before.removeAttribute("style");
      before.textContent = letter;
      piece.before(before);
    }
    piece.textContent = last;
  }
}

export class SymbolFinder<Symbol> {
  private readonly known: { symbol: Symbol; signs: Sign[] }[];

  /** `draw` typesets a symbol by itself. */
  constructor(symbols: readonly Symbol[], draw: (symbol: Symbol) => Element) {
    const signs = (symbol: Symbol): Sign[] => {
      const drawn = draw(symbol);
      splitLetters(drawn);
      return [...drawn.querySelectorAll(".katex-base")].flatMap(signsIn);
    };
    // The longer ones are looked for first: dZ before Z.
    this.known = symbols.map((symbol) => ({ symbol, signs: signs(symbol) })).sort((one, other) => other.signs.length - one.signs.length);
  }

  /** The symbols of `formula`, in the order in which they stand there. */
  in(formula: Element): Standing<Symbol>[] {
    const drawn = formula.querySelectorAll(".katex-html");
    drawn.forEach(splitLetters);
    const rows = [...drawn].flatMap((one) => [...one.querySelectorAll("*")]);
    // The letter under an index is told with it, and what wears a hat is another symbol.
    const open = rows.filter((row) => row.childElementCount && !row.querySelector(":scope > .msupsub") && !row.closest(".katex-accent, .katex-overline"));
    return open.flatMap((row) => this.inRow(signsIn(row))).sort((one, other) => order(one, other));
  }

  private inRow(signs: readonly Sign[]): Standing<Symbol>[] {
    const found: Standing<Symbol>[] = [];
    for (let at = 0; at < signs.length; at += 1) {
      const next = this.known.find((one) => this.standsAt(signs, at, one.signs));
      if (!next) continue;
      found.push({ symbol: next.symbol, nodes: signs.slice(at, at + next.signs.length).map(({ node }) => node) });
      at += next.signs.length - 1;
    }
    return found;
  }

  private standsAt(signs: readonly Sign[], at: number, wanted: readonly Sign[]): boolean {
    if (!wanted.length || !wanted.every((sign, index) => isSame(sign, signs[at + index]))) return false;
    // The differential of something is neither the letter d nor that something.
    const isAlone = wanted.length === 1;
    const isDifferential = wanted[0]?.letter === DIFFERENTIAL && /\p{L}$/u.test(signs[at + 1]?.letter ?? "");
    return !(isAlone && (isDifferential || signs[at - 1]?.letter === DIFFERENTIAL));
  }
}

function order<Symbol>({ nodes: [one] }: Standing<Symbol>, { nodes: [other] }: Standing<Symbol>): number {
  if (!one || !other) return 0;
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
