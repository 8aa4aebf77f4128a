/** The bar on a phone: which part of the page is being read. */

import { part } from "./elements";

const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

export function startJumpBar(bar: HTMLElement, openSolution: () => void): void {
  const links = [...bar.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const targets = links.map((link) => document.getElementById(link.hash.slice(1)));
  const begun = new Set<Element>();
  let chosen = -1;
  const mark = (): void => {
    const current = chosen >= 0 ? chosen : targets.findLastIndex((target) => target !== null && begun.has(target));
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  // The last part that begins in the top fifth of the window, or above it, is being read.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) begun.add(target);
        else begun.delete(target);
      }
      mark();
    },
    { rootMargin: "9999999px 0px -80% 0px" },
  );
  for (const target of targets) if (target) watcher.observe(target);
  // A part that is too short to come up to the line is the one that was asked for, until the page is moved by hand.
  bar.addEventListener("click", (event) => {
    chosen = links.indexOf((event.target as Element).closest("a") as HTMLAnchorElement);
    const target = targets[chosen];
    if (target && !target.checkVisibility()) {
      // Scratch has results of its own; the help belongs to the solution.
      event.preventDefault();
      if (target.id !== "results") openSolution();
      (target.id === "results" ? part("results-column") : target).scrollIntoView({ block: "start" });
    }
    mark();
  });
  for (const kind of BY_HAND) addEventListener(kind, () => (chosen = -1), { passive: true });
}
