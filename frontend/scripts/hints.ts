/** The hint ladder is the server's own panel: its forms are sent without leaving, and it is read afresh after each verdict. */

import { part } from "./elements";
import { REPLACED } from "./replaced";
import { LineDown, Refused } from "./requests";
import { speak } from "./speech";

const HELP = "panels";
// A rung opens by itself after three minutes; the panel is read again a little later.
const OPENS_AFTER_MS = 185_000;
const SETTLES_MS = 20;
let again = 0;

async function page(address: string, init: RequestInit = {}): Promise<Document> {
  let answer: Response;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    throw new LineDown(String(error));
  }
  if (!answer.ok && answer.status !== 409) throw new Refused(answer.status, {});
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function adopt(fresh: Document): void {
  const panels = fresh.querySelector(`[data-part="${HELP}"]`);
  const inUse = part(HELP).contains(document.activeElement);
  if (!panels || panels.textContent === part(HELP).textContent) return;
  part(HELP).replaceChildren(...panels.childNodes);
  document.dispatchEvent(new Event(REPLACED));
  if (inUse) part(HELP).querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
}

/** After a verdict, once it is drawn. */
export function refreshHintsSoon(): void {
  clearTimeout(again);
  again = window.setTimeout(() => void refreshHints(), SETTLES_MS);
}

/** Bring the panel up to the latest verdict. Without a line it stays as it is. */
export async function refreshHints(): Promise<void> {
  clearTimeout(again);
  again = window.setTimeout(() => void refreshHints(), OPENS_AFTER_MS);
  try {
    adopt(await page(new URL("panels/", location.href).href));
  } catch (error) {
    if (!(error instanceof LineDown || error instanceof Refused)) throw error;
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  const before = part(HELP).querySelectorAll(".rung--open").length;
  await page(form.action, { method: "POST", body: new FormData(form) });
  await refreshHints();
  const open = part(HELP).querySelectorAll<HTMLElement>(".rung--open");
  const newest = open[open.length - 1];
  if (open.length <= before || !newest) return;
  newest.tabIndex = -1;
  newest.focus({ preventScroll: true });
  newest.scrollIntoView({ block: "nearest" });
  speak(newest.querySelector("div")?.textContent.replace(/\s+/g, " ").trim() ?? "");
}

export function startHints(): void {
  part(HELP).addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    send(form).catch(() => form.submit());
  });
}
