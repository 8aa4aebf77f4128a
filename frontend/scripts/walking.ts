/**
 * Pictures whose links are walked by arrow keys: one tab stop, wherever one is. Without scripts the stop stays where
 * the page put it. `data-walk="path"` goes along the links in their order, `data-walk="plane"` to the nearest one.
 */

type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
const ways: Record<Arrow, readonly [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
// One that lies aside counts as farther away than one straight ahead.
const ASIDE = 2.5;

export function startWalks(): void {
  for (const picture of document.querySelectorAll<SVGSVGElement>("[data-walk]")) startWalk(picture);
}

function startWalk(picture: SVGSVGElement): void {
  const links = [...picture.querySelectorAll<SVGAElement>("a[data-step]")];
  picture.addEventListener("keydown", (event) => {
    const at = links.findIndex((link) => link === document.activeElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = picture.dataset["walk"] === "plane" ? nearest(links, at, event.key) : along(links, at, event.key);
    if (!next) return;
    event.preventDefault();
    for (const link of links) link.setAttribute("tabindex", link === next ? "0" : "-1");
    next.focus();
  });
}

function along(links: SVGAElement[], at: number, key: string): SVGAElement | undefined {
  const places: Record<string, number> = { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1 };
  return links[places[key] ?? end(links, key) ?? -1];
}

function nearest(links: SVGAElement[], at: number, key: string): SVGAElement | undefined {
  const from = links[at];
  const way = ways[key as Arrow] as readonly [number, number] | undefined;
  if (!from || !way) return links[end(links, key) ?? -1];
  const start = middle(from);
  let found: SVGAElement | undefined;
  let shortest = Infinity;
  for (const link of links) {
    const place = middle(link);
    const [x, y] = [place.x - start.x, place.y - start.y];
    const ahead = x * way[0] + y * way[1];
    const far = ahead + ASIDE * Math.abs(x * way[1] + y * way[0]);
    if (ahead > 1 && far < shortest) [found, shortest] = [link, far];
  }
  return found;
}

function end(links: SVGAElement[], key: string): number | undefined {
  return { Home: 0, End: links.length - 1 }[key];
}

function middle(link: SVGAElement): { x: number; y: number } {
  const box = link.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
