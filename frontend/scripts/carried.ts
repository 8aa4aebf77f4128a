/** "Your earlier work": each function that comes along from an earlier exercise, whose it is, and the choice. */

import type { CarriedFrom, CarriedFunction } from "./contracts";
import { messageOf } from "./drafts";
import { button, element, icon, part } from "./elements";
import { LineDown, Refused, request } from "./requests";
import { speak } from "./speech";
import { say } from "./words/page";

const LOOKS: Record<CarriedFunction["use"], [string, string]> = { own: ["pass", "passed"], reference: ["run", "book"], missing: ["fail", "failed"] };
const CHOICES: Record<CarriedFrom, string> = { own: say.useOwn, reference: say.useReference };

class Carried {
  constructor(
    private readonly address: string,
    private readonly told: (functions: readonly CarriedFunction[]) => void,
  ) {}

  draw(functions: readonly CarriedFunction[], told = ""): void {
    this.told(functions);
    const rows = functions.map((each) => this.row(each));
    const list = element("ul", { class: "plain list-lines" }, ...rows);
    const words = element("p", { class: "small quiet", "data-part": "carried-told" }, told);
    part("carried-list").replaceChildren(list, words);
    part("carried").hidden = false;
  }

  private row(each: CarriedFunction): HTMLLIElement {
    const { name, exercise, use, reference } = each;
    const [tone, symbol] = LOOKS[use];
    const from = exercise.url ? element("a", { href: exercise.url }, exercise.title) : exercise.title;
    const code = reference ? element("details", {}, element("summary", { class: "small" }, say.carriedCode), listing(name, reference)) : null;
    const first = element(
      "div",
      { class: "row" },
      element("code", { class: "carried__name" }, name),
      element("span", { class: `pill pill--${tone}` }, icon(symbol), say.carriedUses[use]),
      element("span", { class: "small quiet" }, `${say.carriedFrom} `, from),
      this.choices(each),
    );
    return element("li", { class: "stack stack--tight" }, first, code);
  }

  /** Only what would change something is offered. */
  private choices({ name, use, may_choose }: CarriedFunction): HTMLElement | null {
    const others = may_choose.filter((choice) => choice !== use);
    if (others.length === 0) return null;
    const buttons = others.map((choice) => {
      const node = button(CHOICES[choice], "btn btn--small", () => void this.choose(name, choice));
      node.dataset["function"] = name;
      return node;
    });
    return element("span", { class: "row push", role: "group", "aria-label": say.carriedWhose(name) }, ...buttons);
  }

  private async choose(name: string, choice: CarriedFrom): Promise<void> {
    try {
      const { functions } = await request<{ functions: CarriedFunction[] }>(this.address, { method: "POST", body: { function: name, choice } });
      this.draw(functions, say.carriedLater);
      part("carried-list").querySelector<HTMLElement>(`[data-function="${name}"]`)?.focus({ preventScroll: true });
      speak(say.carriedLater);
    } catch (error) {
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      const sentence = (error instanceof Refused && messageOf(error)) || say.carriedFailed;
      part("carried-told").textContent = sentence;
      speak(sentence);
    }
  }
}

const listing = (name: string, code: string): HTMLElement =>
  element("pre", { class: "prints", tabindex: 0, role: "group", "aria-label": say.referenceOf(name) }, code);

/** Nothing is shown where nothing comes along. */
export function startCarried(functions: readonly CarriedFunction[], address: string, told: (functions: readonly CarriedFunction[]) => void): void {
  if (functions.length) new Carried(address, told).draw(functions);
}
