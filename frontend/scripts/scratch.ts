/** Scratch: free code beside one's own solution, run in the same cage and never graded. Kept on this device. */

import type { CheckPlan, LearnerError } from "./contracts";
import { type Editor, openEditor } from "./editor/editor";
import { button, element, icon, part, plain, prose } from "./elements";
import { Grading, type Trouble } from "./grading";
import { toast } from "./notes";
import { Pictures } from "./pictures";
import type { Progress } from "./progress";
import { traceback } from "./results";
import { speak } from "./speech";
import { say } from "./words/page";
import { endingSentence, type Limits, seconds, ungradedSentence } from "./words/verdict";

const NO_CHECKS: CheckPlan[] = [];
const SOLUTION = "solution.py";

interface Settings {
  address: string;
  key: string;
  nonce: string;
  functions: readonly string[];
  limits: Limits;
  solution: () => string;
  open: () => void;
  showResults: () => void;
  jumpInSolution: (line: number) => void;
}

export class Scratch {
  private opened: Editor | null = null;
  private readonly grading: Grading;
  private readonly pictures = new Pictures(part("scratch-pictures"), part("scratch-pictures"));

  constructor(private readonly settings: Settings) {
    this.grading = new Grading({
      address: settings.address,
      checks: NO_CHECKS,
      source: settings.solution,
      body: (source) => ({ source, scratch: this.editor.source() }),
      onStart: () => this.starting(),
      onChange: (progress) => this.show(progress),
      onDelivered: () => undefined,
      onTrouble: (trouble) => this.trouble(trouble),
      onLine: () => undefined,
      onSlow: () => this.headline(say.slow),
    });
    part("scratch-run").addEventListener("click", () => this.run());
    part("scratch-stop").addEventListener("click", () => void this.grading.stop());
  }

  open(): void {
    this.opened ??= this.makeEditor();
  }

  /** Made when it is needed for the first time. */
  private get editor(): Editor {
    return (this.opened ??= this.makeEditor());
  }

  run(): void {
    void this.grading.start("run");
  }

  /** Put a case that failed below what stands there, or in its place while nothing was written. */
  take(code: string, title: string): void {
    const before = this.editor.source();
    const written = before.trim() === say.scratchStart.trim() ? "" : before.trimEnd();
    const lines = code.split("\n");
    const call = lines.pop() ?? "";
    const head = /^import numpy as np$/m.test(written) ? "" : "import numpy as np\n\n";
    const added = [`${say.scratchCase(title.replaceAll("`", ""))}`, ...lines, `print(${call})`, ""].join("\n");
    this.editor.replace(written ? `${written}\n\n${added}` : `${head}${added}`);
    this.settings.open();
    this.editor.jump(this.editor.source().split("\n").length - 1);
    toast(say.inScratch, () => this.editor.replace(before));
  }

  private makeEditor(): Editor {
    const textarea = part<HTMLTextAreaElement>("scratch-source");
    textarea.value = this.kept() ?? say.scratchStart;
    return openEditor({
      textarea,
      nonce: this.settings.nonce,
      label: say.scratch,
      functions: this.settings.functions,
      shortcuts: { run: () => this.run(), submit: () => this.run(), stop: () => void this.grading.stop() },
      changed: (text) => this.keep(text),
    });
  }

  private kept(): string | null {
    try {
      return localStorage.getItem(this.settings.key);
    } catch {
      return null;
    }
  }

  private keep(text: string): void {
    try {
      localStorage.setItem(this.settings.key, text);
    } catch {
      // Without storage it lasts as long as the page.
    }
  }

  private headline(text: string, time = ""): void {
    part("scratch-text").textContent = text;
    part("scratch-time").textContent = time;
  }

  private starting(): void {
    this.editor.mark(null);
    this.headline(say.scratchRunning);
    part("scratch-empty").hidden = true;
    this.pictures.begin();
    speak(say.scratchRunning);
    this.settings.showResults();
  }

  private show(progress: Progress): void {
    const { verdict } = progress.submission;
    const error = verdict?.error ?? null;
    part("scratch-stop").hidden = progress.final;
    part("scratch-error").replaceChildren(...(error ? [this.error(error)] : []));
    part("scratch-prints").textContent = progress.output;
    part("scratch-prints").hidden = !progress.output;
    part("scratch-cut").hidden = !verdict?.output?.truncated;
    this.pictures.show(progress);
    if (!progress.final) return;
    const silent = !error && verdict?.ending === "finished" && !progress.output && progress.pictures.length === 0;
    part("scratch-empty").replaceChildren(prose(say.scratchSilent));
    part("scratch-empty").hidden = !silent;
    this.ended(progress);
  }

  private ended(progress: Progress): void {
    const { verdict } = progress.submission;
    const wall = verdict?.resources?.wall_ms;
    const ending = verdict && verdict.ending !== "finished" ? endingSentence(verdict.ending, this.settings.limits, 0) : "";
    const sentence = verdict ? ending || (verdict.error ? stopped(verdict.error) : say.scratchDone) : ungradedSentence(progress.submission);
    this.headline(sentence, wall === undefined ? "" : seconds(wall));
    const error = verdict?.error;
    if (error?.line && isHere(error)) this.editor.mark({ line: error.line, column: error.column, message: plain(`${error.type}: ${error.message}`) });
    speak([sentence, progress.output.slice(0, 300)].filter(Boolean).join(". "));
  }

  private error(error: LearnerError): HTMLElement {
    const { line } = error;
    const here = isHere(error);
    const place = line ? (here ? say.scratchLine(line) : say.solutionLine(line)) : "";
    const jump = (): void => (here ? this.editor.jump(line ?? 1) : this.settings.jumpInSolution(line ?? 1));
    const go = line ? button(say.goToLine(line), "btn btn--small", jump, "arrow") : null;
    return element(
      "li",
      { class: "check check--failed" },
      icon("failed", "check__icon"),
      element("p", { class: "check__title" }, place, element("span", { lang: "en" }, prose(error.message || error.type))),
      element("span", { class: "check__state" }, error.type),
      element("div", { class: "check__body" }, element("div", { class: "row" }, go), traceback(error.traceback)),
    );
  }

  private trouble(trouble: Trouble): void {
    this.pictures.abandon();
    this.headline(trouble.message || say.refused);
    speak(trouble.message || say.refused);
  }
}

const stopped = (error: LearnerError): string => (error.line && !isHere(error) ? say.scratchSource : say.scratchStopped(error.line));

/** A place is one in Scratch, unless the solution before it could not be read. */
const isHere = (error: LearnerError): boolean => !(error.traceback ?? "").includes(`(${SOLUTION}, line`);
