/** Make page elements. Text always goes in as text, never as HTML. */

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

const SVG = "http://www.w3.org/2000/svg";

function fill(node: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  for (const child of children) if (child) node.append(child);
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

export function shape(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const node = document.createElementNS(SVG, tag);
  fill(node, attributes, children);
  return node;
}

/** A symbol of the sprite; `label` gives it a voice of its own. */
export function icon(name: string, className = "", label = ""): SVGElement {
  const voice = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  const size = { viewBox: "0 0 24 24", width: 20, height: 20, focusable: "false" };
  return shape("svg", { class: className || null, ...size, ...voice }, shape("use", { href: `#i-${name}` }));
}

export function button(text: string, className: string, press: () => void, symbol = ""): HTMLButtonElement {
  const node = element("button", { type: "button", class: className }, symbol ? icon(symbol) : null, text);
  node.addEventListener("click", press);
  return node;
}

const said = new WeakMap<Element, string>();

/** Fill `node` anew only where there is something else to say: `about` tells everything that `make` draws. */
export function refill(node: Element, about: unknown, make: () => (Node | string)[]): void {
  const now = JSON.stringify(about);
  if (said.get(node) === now) return;
  said.set(node, now);
  node.replaceChildren(...make());
}

const MARK = /(?<!\\)`/;

/** A sentence in which `code` stands between backticks; \` is a sign in what somebody else wrote, and so is one left over. */
export function prose(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const parts = text.split(MARK);
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join("`"));
  parts.forEach((part, index) => {
    const words = part.replaceAll("\\`", "`");
    if (words) fragment.append(index % 2 ? element("code", {}, words) : words);
  });
  return fragment;
}

/** The same sentence where nothing can be marked up, as for whoever hears it. */
export const plain = (text: string): string => text.split(MARK).join("").replaceAll("\\`", "`");

/** The element that the template promises under `data-part`. */
export function part<T extends HTMLElement = HTMLElement>(name: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(`[data-part="${name}"]`);
  if (!found) throw new Error(`The page has no part "${name}"`);
  return found;
}
