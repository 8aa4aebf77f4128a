/** The colours of the style sheet as numbers, for what is painted dot by dot; painted again when the theme changes. */

export type Colour = readonly [number, number, number];
const STEPS = { seq: 9, div: 11 };
export type Ramp = keyof typeof STEPS;

const probe = document.createElement("span");
probe.hidden = true;
const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

// To ask the style sheet costs a new layout of the page.
const known = new Map<string, string>();
const measured = new Map<string, Colour>();

/** What `var(--name)` is in the theme of this moment, as CSS. */
export function cssColour(name: string): string {
  const colour = known.get(name) ?? asked(name);
  known.set(name, colour);
  return colour;
}

function asked(name: string): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export function colourOf(name: string): Colour {
  const colour = measured.get(name) ?? numbersOf(name);
  measured.set(name, colour);
  return colour;
}

function numbersOf(name: string): Colour {
  if (!dot) return [0, 0, 0];
  dot.fillStyle = cssColour(name);
  dot.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = dot.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

export function mixed(one: Colour, other: Colour, share: number): Colour {
  const part = (index: 0 | 1 | 2): number => one[index] + (other[index] - one[index]) * share;
  return [part(0), part(1), part(2)];
}

/** From 0 to 1 through all steps of a ramp. */
export function rampOf(ramp: Ramp): (share: number) => Colour {
  const colours = Array.from({ length: STEPS[ramp] }, (_, step) => colourOf(`${ramp}-${step}`));
  return (share) => {
    const place = Math.max(0, Math.min(1, share)) * (colours.length - 1);
    const step = Math.min(Math.floor(place), colours.length - 2);
    return mixed(colours[step] as Colour, colours[step + 1] as Colour, place - step);
  };
}

const painted = new Set<{ node: Element; paint: () => void }>();

function paintAgain(): void {
  known.clear();
  measured.clear();
  for (const one of painted) {
    if (one.node.isConnected) one.paint();
    else painted.delete(one);
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintAgain);
new MutationObserver(paintAgain).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

/** Paint now, and again in each new theme as long as the node is on the page. */
export function inEachTheme(node: Element, paint: () => void): void {
  paint();
  painted.add({ node, paint });
}
