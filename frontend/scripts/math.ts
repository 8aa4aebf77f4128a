/** Typeset `[data-tex]`. KaTeX writes MathML beside its picture, so screen readers get the formula. */

import katex from "katex";

function typeset(node: HTMLElement): void {
  const tex = node.dataset["tex"] ?? "";
  const displayMode = node.classList.contains("math--display");
  katex.render(tex, node, { displayMode, throwOnError: false, strict: false, trust: false });
  if (displayMode && node.scrollWidth > node.clientWidth) {
    node.tabIndex = 0;
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", "Formula, scrolls sideways");
  }
}

/** A column's heading that is one formula gets its letters as its name: some readers skip mathematics there. */
function nameHeading(heading: HTMLElement): void {
  const letters = [...heading.querySelectorAll("semantics > :first-child")].map((part) => part.textContent).join(" ");
  if (letters) heading.setAttribute("aria-label", letters);
}

for (const node of document.querySelectorAll<HTMLElement>("[data-tex]")) typeset(node);
for (const heading of document.querySelectorAll<HTMLElement>("th:has(.katex)")) nameHeading(heading);
