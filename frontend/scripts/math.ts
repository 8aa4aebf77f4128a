/** Typeset `[data-tex]`. KaTeX writes MathML beside its picture, so screen readers get the formula. */

import katex from "katex";

import { REPLACED } from "./replaced";
import { SHOWN } from "./symbol-card";
import { StatementSymbols } from "./symbols";
import { formulaScrolls } from "./words/formulas";

const GAP = "\\qquad";

/** A row of formulas with wide gaps is several: each stands whole on the next line where the column is too narrow. */
function partsOf(tex: string): string[] {
  const parts = tex.split(GAP);
  const isWhole = (part: string): boolean => part.split("{").length === part.split("}").length && !/\\(begin|end|left|right)\b/.test(part);
  return parts.every(isWhole) ? parts : [tex];
}

function typesetDisplay(node: HTMLElement, tex: string): void {
  const parts = partsOf(tex).map((part) => {
    const place = document.createElement("span");
    katex.render(part, place, { displayMode: true, throwOnError: false, strict: false, trust: false });
    return place;
  });
  node.replaceChildren(...parts);
}

function typeset(node: HTMLElement): void {
  const tex = node.dataset["tex"] ?? "";
  const displayMode = node.classList.contains("math--display");
  if (displayMode) typesetDisplay(node, tex);
  else katex.render(tex, node, { throwOnError: false, strict: false, trust: false });
}

/** A formula wider than its column scrolls, so the keyboard has to reach it, by its symbols or by itself; the column changes with the window. */
function markScrolling(): void {
  for (const node of document.querySelectorAll<HTMLElement>(".math--display")) {
    const reached = node.querySelector("button") ? {} : { tabindex: "0" };
    const marks = { role: "group", "aria-label": formulaScrolls, ...reached };
    for (const [name, value] of Object.entries(marks)) {
      if (node.scrollWidth > node.clientWidth) node.setAttribute(name, value);
      else node.removeAttribute(name);
    }
  }
}

/** In a column's heading a formula is read by its letters: a name for the cells below, not mathematics to walk through. */
function nameHeading(formula: HTMLElement): void {
  const letters = formula.querySelector("semantics > :first-child")?.textContent ?? "";
  const name = document.createElement("span");
  name.className = "visually-hidden";
  name.textContent = letters;
  formula.setAttribute("aria-hidden", "true");
  formula.before(name);
}

function typesetAll(): void {
  for (const node of document.querySelectorAll<HTMLElement>("[data-tex]:not(:has(.katex))")) typeset(node);
  for (const formula of document.querySelectorAll<HTMLElement>("th .katex:not([aria-hidden])")) nameHeading(formula);
}

function typesetNews(): void {
  typesetAll();
  markScrolling();
}

function alone(tex: string): HTMLElement {
  const place = document.createElement("span");
  katex.render(tex, place, { throwOnError: false, strict: false, trust: false });
  return place;
}

const statement = document.querySelector(`[data-part="statement-text"]`);
const symbols = statement && new StatementSymbols(statement);
symbols?.makeButtons();
typesetAll();
symbols?.askFormulas(alone);
markScrolling();
addEventListener("resize", markScrolling);
for (const news of [REPLACED, SHOWN]) document.addEventListener(news, typesetNews);
