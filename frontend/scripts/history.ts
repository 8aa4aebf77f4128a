/** History: every submission with its verdict, and the versions that were replaced; each can be brought back. */

import { type HistoryEntry, submissionAddress } from "./contracts";
import { button, element, icon, part, prose } from "./elements";
import type { KeptVersion, KeptVersions } from "./kept-versions";
import { showNote } from "./notes";
import { LineDown, Refused, request } from "./requests";
import { say } from "./words/page";
import { clock, counted, day, runName, seconds } from "./words/verdict";

interface Settings {
  address: string;
  /** The same list on a page of its own, and two versions side by side. */
  page: string;
  compare: string;
  kept: KeptVersions;
  restore: (source: string, name: string) => void;
}

const TONES: Record<string, string> = { passed: "pass", failed: "fail", could_not_check: "ours", queued: "run", grading: "run" };
const SYMBOLS: Record<string, string> = { pass: "passed", fail: "failed", ours: "ours", run: "running" };

function stateOf(entry: HistoryEntry): HTMLElement {
  if (entry.purpose === "kept") return element("span", { class: "pill" }, say.keptNotRun);
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
  return today ? clock(date) : `${day(date)}, ${clock(date)}`;
}

/** "5 of 9 checks, 0.02 s. Its name." */
function detailsOf(entry: HistoryEntry): string {
  const sums = [entry.sums, entry.wall_ms === null ? "" : seconds(entry.wall_ms)].filter(Boolean).join(", ");
  return [sums, entry.diagnosis].filter(Boolean).join(". ");
}

export class History {
  constructor(private readonly settings: Settings) {}

  /** Read it afresh: another tab or device may have submitted since. */
  async open(): Promise<void> {
    const list = part("history");
    list.setAttribute("aria-busy", "true");
    try {
      await this.settings.kept.deliver();
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
    const kept = this.settings.kept.list().length ? this.keptList() : null;
    const list = element("ul", { class: "plain history" }, ...submissions.map((entry) => this.row(entry)));
    const content = submissions.length ? [this.links(), list] : [nothingYet()];
    part("history").replaceChildren(...[...content, kept].filter((node) => node !== null));
  }

  private links(): HTMLElement {
    const link = (text: string, href: string): HTMLElement => element("a", { href }, text);
    return element("p", { class: "history__links" }, link(say.compareWithLast, `${this.settings.compare}?old=before&new=draft`), link(say.historyPage, this.settings.page));
  }

  private row(entry: HistoryEntry): HTMLLIElement {
    const isKept = entry.purpose === "kept";
    const why = isKept ? this.settings.kept.nameOf(entry.id) : null;
    const name = why ?? (isKept ? say.keptDraft(entry.number) : runName(entry.lane, entry.number));
    const restore = button(say.restore, "btn btn--small", () => void this.bring(entry, name), "history");
    restore.setAttribute("aria-label", why ? say.restoreKept(why, when(entry.queued_at)) : say.restoreThis(name));
    const row = this.line(element("a", { href: entry.page }, name), when(entry.queued_at), stateOf(entry), restore);
    const told = detailsOf(entry);
    if (told) row.append(element("span", { class: "history__why small" }, prose(told)));
    return row;
  }

  private async bring(entry: HistoryEntry, name: string): Promise<void> {
    try {
      const { source } = await request<{ source: string }>(submissionAddress(entry.id, "source/"));
      this.settings.restore(source, name);
    } catch (error) {
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      showNote("restored", { text: say.versionUnread(name) });
    }
  }

  private keptList(): HTMLElement {
    const rows = this.settings.kept.list().map((version) => this.keptRow(version));
    return element("section", { "aria-labelledby": "kept-title" }, element("h3", { id: "kept-title", class: "pad-t" }, say.keptHere), element("ul", { class: "plain history" }, ...rows));
  }

  private keptRow(version: KeptVersion): HTMLLIElement {
    const name = version.why;
    const restore = button(say.restore, "btn btn--small", () => this.settings.restore(version.source, name), "history");
    restore.setAttribute("aria-label", say.restoreKept(name, clock(new Date(version.at))));
    const lines = element("span", { class: "pill" }, counted.line(version.source.split("\n").length));
    return this.line(name, when(new Date(version.at).toISOString()), lines, restore);
  }

  private line(name: string | HTMLElement, moment: string, state: HTMLElement, restore: HTMLElement): HTMLLIElement {
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
