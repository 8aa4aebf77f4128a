/** History: every submission with its verdict, and the versions that were replaced; each can be brought back. */

import { type HistoryEntry, submissionAddress } from "./contracts";
import { button, element, icon, part } from "./elements";
import type { KeptVersion, KeptVersions } from "./kept-versions";
import { LineDown, Refused, request } from "./requests";
import { say } from "./words/page";
import { clock, plural, runName } from "./words/verdict";

interface Settings {
  address: string;
  kept: KeptVersions;
  restore: (source: string, name: string) => void;
}

const TONES: Record<string, string> = { passed: "pass", failed: "fail", could_not_check: "ours", queued: "run", grading: "run" };
const SYMBOLS: Record<string, string> = { pass: "passed", fail: "failed", ours: "ours", run: "running" };

function stateOf(entry: HistoryEntry): HTMLElement {
  const state = entry.state === "graded" ? (entry.outcome ?? "failed") : entry.state;
  const tone = TONES[state] ?? "";
  const word = state === "not_run" ? "" : say.historyStates[state];
  const symbol = SYMBOLS[tone];
  return element("span", { class: tone ? `pill pill--${tone}` : "pill" }, symbol ? icon(symbol) : null, word);
}

function when(iso: string | null): string {
  if (!iso) return "";
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock(date) : `${date.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock(date)}`;
}

export class History {
  constructor(private readonly settings: Settings) {}

  /** Read it afresh: another tab or device may have submitted since. */
  async open(): Promise<void> {
    const list = part("history");
    list.setAttribute("aria-busy", "true");
    try {
      const { submissions } = await request<{ submissions: HistoryEntry[] }>(this.settings.address);
      this.draw(submissions);
    } catch (error) {
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      list.replaceChildren(element("p", { class: "pad-t quiet" }, say.listUnread), this.keptList());
    }
    list.removeAttribute("aria-busy");
  }

  count(total: number): void {
    part("history-count").textContent = String(total);
  }

  private draw(submissions: HistoryEntry[]): void {
    this.count(submissions.length);
    const kept = this.settings.kept.list().length ? this.keptList() : null;
    const list = element("ul", { class: "plain history" }, ...submissions.map((entry) => this.row(entry)));
    const content = submissions.length ? list : nothingYet();
    part("history").replaceChildren(...[content, kept].filter((node) => node !== null));
  }

  private row(entry: HistoryEntry): HTMLLIElement {
    const name = runName(entry.lane, entry.number);
    const bring = (): void => void this.bring(entry, name);
    const restore = button(say.restore, "btn btn--small", bring, "history");
    restore.setAttribute("aria-label", say.restoreThis(name));
    return this.line(name, when(entry.queued_at), stateOf(entry), restore);
  }

  private async bring(entry: HistoryEntry, name: string): Promise<void> {
    const { source } = await request<{ source: string }>(submissionAddress(entry.id, "source/"));
    this.settings.restore(source, name);
  }

  private keptList(): HTMLElement {
    const rows = this.settings.kept.list().map((version) => this.keptRow(version));
    return element("section", { "aria-labelledby": "kept-title" }, element("h3", { id: "kept-title", class: "pad-t" }, say.keptHere), element("ul", { class: "plain history" }, ...rows));
  }

  private keptRow(version: KeptVersion): HTMLLIElement {
    const name = version.why;
    const restore = button(say.restore, "btn btn--small", () => this.settings.restore(version.source, name), "history");
    restore.setAttribute("aria-label", say.restoreKept(name, clock(new Date(version.at))));
    const lines = element("span", { class: "pill" }, plural(version.source.split("\n").length, "line"));
    return this.line(name, when(new Date(version.at).toISOString()), lines, restore);
  }

  private line(name: string, moment: string, state: HTMLElement, restore: HTMLElement): HTMLLIElement {
    return element(
      "li",
      { class: "history__row" },
      element("span", { class: "history__name" }, name),
      element("span", { class: "small muted num" }, moment),
      state,
      restore,
    );
  }
}

function nothingYet(): HTMLElement {
  return element(
    "div",
    { class: "empty" },
    element("h3", {}, say.nothingYet),
    element("p", {}, say.nothingYetLong),
  );
}
