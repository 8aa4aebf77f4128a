/** The bar on a phone: which part of the page is being read. */

export function startJumpBar(bar: HTMLElement): void {
  const links = [...bar.querySelectorAll<HTMLAnchorElement>("a[href^='#']")];
  const targets = links.map((link) => document.getElementById(link.hash.slice(1)));
  const showing = new Set<Element>();
  const mark = (): void => {
    const current = targets.findLastIndex((target) => target !== null && showing.has(target));
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  // A part is being read while it crosses the line a third down the window.
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) showing.add(target);
        else showing.delete(target);
      }
      mark();
    },
    { rootMargin: "-33% 0px -66% 0px" },
  );
  for (const target of targets) if (target) watcher.observe(target);
}
