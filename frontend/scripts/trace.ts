/** Shapes through the learner's function: at the ends of the lines, and as a table with the lines as they were written. */

import type { Submission, Trace, TraceRow } from "./contracts";
import { messageOf } from "./drafts";
import type { Editor } from "./editor/editor";
import { button, element, part, plain, prose } from "./elements";
import type { EventBody } from "./event-body";
import { type Follower, Live } from "./live";
import { LineDown, post, Refused } from "./requests";
import { speak } from "./speech";
import { say } from "./words/page";

const KEPT = 3;

interface Settings {
  address: string;
  editor: Editor;
  show: () => void;
  jump: (line: number) => void;
}

/** The shape of an array; of anything else what it is, and how long. */
function shapeText({ shape, kind, dtype }: TraceRow): string {
  if (kind === "array" && shape) return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  if (kind === "number" || kind === "object") return dtype || kind;
  return shape?.length ? `${kind} of ${shape[0]}` : kind;
}

/** What stands at the end of each line: the shapes of its first names. */
function notesOf(rows: readonly TraceRow[]): Map<number, string> {
  const notes = new Map<number, string[]>();
  for (const row of rows) {
    const known = notes.get(row.line) ?? [];
    const text = row.step === "returned" ? `→ ${shapeText(row)}` : `${row.name} ${shapeText(row)}`;
    if (!known.includes(text)) notes.set(row.line, [...known, text]);
  }
  return new Map([...notes].map(([line, texts]) => [line, texts.slice(0, KEPT).join("  ") + (texts.length > KEPT ? " …" : "")]));
}

export class ShapeTrace {
  private live: Live | null = null;

  constructor(private readonly settings: Settings) {
    const start = part("trace-start");
    start.hidden = false;
    start.addEventListener("click", () => void this.start());
  }

  /** The code has changed: what was found stands no longer beside it. */
  forget(): void {
    if (!part("trace").hidden) this.close();
  }

  private close(): void {
    this.live?.close();
    part("trace").hidden = true;
    part("trace").replaceChildren();
    this.settings.editor.note(null);
  }

  private async start(): Promise<void> {
    this.live?.close();
    const source = this.settings.editor.source();
    this.say(say.tracing);
    this.settings.show();
    try {
      const { answer, events } = await post<{ submission: Submission }>(this.settings.address, { source });
      this.follow(answer.submission.id, source, events);
    } catch (error) {
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      this.say(error instanceof Refused ? messageOf(error) || say.traceFailed : say.notSent);
    }
  }

  private follow(id: string, source: string, events: EventBody | null): void {
    const follower: Follower = {
      message: (message) => {
        if (message.kind === "state") this.take(message.submission, source);
      },
      line: () => undefined,
      slow: () => this.say(say.slow),
      gone: () => this.say(say.stale),
    };
    this.live = new Live(id, follower, events);
  }

  private take(submission: Submission, source: string): void {
    if (submission.trace) this.show(submission.trace, source);
    else if (!["queued", "grading"].includes(submission.state)) this.say(say.traceFailed);
  }

  private say(text: string): void {
    part("trace").hidden = false;
    part("trace").replaceChildren(element("p", { class: "quiet" }, text));
    speak(text);
  }

  private show(trace: Trace, source: string): void {
    if (this.settings.editor.source() === source) this.settings.editor.note(notesOf(trace.rows));
    const heading = trace.function ? say.traced(trace.function) : say.traceNothing;
    const title = element("h3", { id: "trace-title" }, prose(heading));
    const close = button(say.close, "btn btn--small", () => this.close(), "close");
    const head = element("div", { class: "row row--between" }, title, close);
    const empty = trace.function ? element("p", { class: "quiet" }, say.traceEmpty) : "";
    const table = trace.rows.length ? this.table(trace.rows, source.split("\n"), trace.error?.line ?? 0) : empty;
    const words = [trace.rows.length ? say.tracedOn : "", trace.truncated ? say.traceCut : ""].filter(Boolean).join(" ");
    part("trace").replaceChildren(head, ...this.stopped(trace), table, element("p", { class: "small quiet" }, words));
    speak(trace.function ? `${plain(heading)}.` : `${heading}. ${plain(trace.error?.message ?? "")}`);
  }

  private stopped({ error, function: name }: Trace): HTMLElement[] {
    if (!error) return [];
    if (!name && !error.line) return [element("p", { class: "quiet", lang: "en" }, prose(error.message))];
    const place = error.line ? say.atLine(error.line) : "";
    return [element("p", { class: "note note--fail" }, element("span", {}, prose(say.traceStopped(place, error.message || error.type))))];
  }

  private table(rows: readonly TraceRow[], lines: readonly string[], stoppedAt: number): HTMLElement {
    const body = rows.map((row, index) => {
      const first = rows[index - 1]?.line !== row.line;
      const line = first ? this.lineButton(row.line) : null;
      const written = first ? (lines[row.line - 1] ?? "").trim() : "";
      const times = row.times > 1 ? ` × ${row.times}` : "";
      return element(
        "tr",
        row.line === stoppedAt ? { class: "is-off" } : {},
        element("td", { class: "num" }, line),
        element("td", {}, written ? element("code", {}, written) : null),
        element("td", {}, row.name, say.traceSteps[row.step] ? element("span", { class: "muted" }, ` ${say.traceSteps[row.step]}`) : null),
        element("td", { class: "nowrap" }, shapeText(row) + times),
      );
    });
    const head = say.traceHead.map((text) => element("th", { scope: "col" }, text));
    const whole = element("table", { class: "trace", "aria-labelledby": "trace-title" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
    return element("div", { class: "table-wrap trace-frame", tabindex: 0, role: "region", "aria-labelledby": "trace-title" }, whole);
  }

  private lineButton(line: number): HTMLElement {
    const node = button(String(line), "trace__line", () => this.settings.jump(line));
    node.setAttribute("aria-label", say.goToLine(line));
    return node;
  }
}
