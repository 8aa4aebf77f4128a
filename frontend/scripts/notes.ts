/** Notes in the page, one per kind: the line is down, another tab is newer, wait a little. */

import { button, element, icon, part } from "./elements";
import { speak } from "./speech";
import { say } from "./words/page";

export type NoteKind = "line" | "draft" | "submission" | "restored";
interface Action {
  text: string;
  press: () => void;
}
export interface Note {
  text: string;
  tone?: "run" | "ours" | "fail" | "";
  symbol?: string;
  actions?: Action[];
}

const find = (kind: NoteKind): HTMLElement | null => part("notes").querySelector<HTMLElement>(`[data-note="${kind}"]`);

export function showNote(kind: NoteKind, { text, tone = "run", symbol = "offline", actions = [] }: Note): void {
  const same = find(kind);
  if (same?.dataset["text"] === text) return;
  const buttons = actions.map((action) => button(action.text, "btn btn--small", action.press));
  const words = element("span", { class: "note__text" }, text);
  const group = buttons.length ? element("span", { class: "row" }, ...buttons) : null;
  const note = element("div", { class: `note note--${tone}`, "data-note": kind, "data-text": text }, icon(symbol), words, group);
  if (same) same.replaceWith(note);
  else part("notes").append(note);
  speak(text);
}

export function clearNote(kind: NoteKind): void {
  find(kind)?.remove();
}

/** A toast over the page, with a way back; it stays until it is used or 12 seconds have gone by. */
export function toast(text: string, undo: () => void): void {
  const close = (): void => node.remove();
  const back = element("button", { type: "button" }, say.undo);
  back.addEventListener("click", () => {
    undo();
    close();
  });
  const node = element("div", { class: "toast" }, element("span", {}, text), back);
  part("toasts").replaceChildren(node);
  speak(say.undoIsThere(text));
  window.setTimeout(close, 12_000);
}
