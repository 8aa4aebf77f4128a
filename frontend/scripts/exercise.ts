/** The exercise page: editor, drafts, submissions, results and help put together. */

import { isFinal, type Lane, type PageData } from "./contracts";
import { confirmWith } from "./confirm";
import { Drafts, type NewerDraft } from "./drafts";
import { openEditor } from "./editor/editor";
import { part, plain } from "./elements";
import { Grading, type Trouble } from "./grading";
import { refreshHintsSoon, startHints } from "./hints";
import { History } from "./history";
import { startJumpBar } from "./jump-bar";
import { KeptVersions } from "./kept-versions";
import { clearNote, showNote, toast } from "./notes";
import { startCarried } from "./carried";
import { readPageData } from "./page-data";
import { offerBoth } from "./two-versions";
import { passedFunctions } from "./passed-functions";
import type { Progress } from "./progress";
import { Results, spokenResult } from "./results";
import { SavedLine } from "./saved-line";
import { Scratch } from "./scratch";
import { speak } from "./speech";
import { showSummit } from "./summit";
import { startTabs } from "./tabs";
import { markTasks } from "./task-marks";
import { ShapeTrace } from "./trace";
import { drawStarting } from "./verdict-line";
import { say } from "./words/page";
import { startingWord } from "./words/verdict";

/** For the style sheet that the editor writes. */
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
const narrow = matchMedia("(width < 64rem)");
const PATIENCE_MS = 400;

class Workbench {
  private readonly key: string;
  private readonly kept: KeptVersions;
  private readonly savedLine: SavedLine;
  private readonly limits;
  private readonly results: Results;
  private readonly grading: Grading;
  private readonly drafts: Drafts;
  private readonly editor;
  private readonly history: History;
  private readonly scratch: Scratch;
  private readonly trace: ShapeTrace;
  private openTab: (tab: HTMLElement) => void = () => undefined;
  private spokenFor = "";
  private drawing = 0;
  private startedAt = 0;

  constructor(private readonly page: PageData) {
    this.key = `ascent:${page.owner}:${page.exercise.stage}/${page.exercise.slug}`;
    this.kept = new KeptVersions(`${this.key}:kept`, page.urls.keep);
    this.limits = page.limits ?? {};
    this.savedLine = new SavedLine(page);
    this.editor = openEditor({
      textarea: part<HTMLTextAreaElement>("source"),
      nonce,
      label: say.solution,
      functions: page.functions,
      shortcuts: { run: () => this.start("run"), submit: () => this.start("submit"), stop: () => void this.grading.stop() },
      changed: () => {
        this.drafts.changed();
        this.savedLine.changed(this.editor.source());
        this.trace.forget();
      },
    });
    this.results = new Results({
      tasks: page.tasks,
      limits: this.limits,
      jump: (line) => this.jump(line),
      again: (submission) => this.start(submission.lane),
      tryCase: (code, title) => this.scratch.take(code, title),
    });
    this.history = new History({
      address: page.urls.history,
      page: page.urls.exercise_history,
      compare: page.urls.compare,
      kept: this.kept,
      restore: (source, name) => this.restore(source, name),
    });
    this.drafts = this.makeDrafts();
    this.grading = this.makeGrading();
    this.scratch = this.makeScratch();
    this.trace = new ShapeTrace({
      address: page.urls.trace,
      editor: this.editor,
      show: () => this.showResults(),
      jump: (line) => this.jump(line),
    });
  }

  start(lane: Lane): void {
    void this.grading.start(lane);
  }

  begin(): void {
    this.listen();
    this.restoreUnsent();
    const { latest } = this.page;
    if (!latest) return;
    if (isFinal(latest)) this.spokenFor = latest.id;
    this.grading.follow(latest);
  }

  private makeDrafts(): Drafts {
    return new Drafts({
      address: this.page.urls.draft,
      key: `${this.key}:draft`,
      source: () => this.editor.source(),
      revision: this.page.draft.revision,
      saved: this.page.draft.source,
      onState: (state) => {
        this.savedLine.show(state);
        if (state.kind === "offline") this.line(false);
        else if (state.kind === "saved") this.line(true);
        else if (state.kind === "stale") this.stale();
      },
      onNewer: (newer) => this.choose(newer),
    });
  }

  private makeGrading(): Grading {
    return new Grading({
      address: this.page.urls.submit,
      checks: this.page.checks,
      source: () => this.editor.source(),
      onStart: (lane) => this.starting(lane),
      onChange: (progress) => this.draw(progress),
      body: (source, lane) => ({ source, lane, revision: this.drafts.restsOn }),
      onDelivered: (source, draft) => void this.drafts.delivered(source, draft),
      onTrouble: (trouble) => this.trouble(trouble),
      onLine: (up) => this.line(up),
      onSlow: () => showNote("submission", { text: say.slow, symbol: "clock" }),
    });
  }

  private makeScratch(): Scratch {
    return new Scratch({
      address: this.page.urls.scratch,
      key: `${this.key}:scratch`,
      nonce,
      functions: this.page.functions,
      limits: this.limits,
      solution: () => this.editor.source(),
      open: () => this.openTab(part("tab-scratch")),
      showResults: () => this.showResults(),
      jumpInSolution: (line) => this.jump(line),
    });
  }

  /** On a phone the results stand below the code. */
  private showResults(): void {
    if (narrow.matches) part("results-column").scrollIntoView({ block: "start" });
    else part("results-column").scrollTo({ top: 0 });
  }

  private listen(): void {
    part("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.start(((event as SubmitEvent).submitter as HTMLButtonElement | null)?.value === "submit" ? "submit" : "run");
    });
    part("stop").addEventListener("click", () => void this.grading.stop());
    part("reset").addEventListener("click", () => void this.reset());
    this.openTab = startTabs(part("tabs"), (tab) => {
      part("bench").dataset["tab"] = tab.id;
      if (tab.id === "tab-history") void this.history.open();
      if (tab.id === "tab-scratch") this.scratch.open();
    });
    startJumpBar(part("jump"), () => this.openTab(part("tab-code")));
    startHints();
    startCarried(this.page.carried, this.page.urls.carry, (functions) => this.editor.tellCarried(functions));
    if (/Mac|iPhone|iPad/.test(navigator.platform)) {
      for (const key of document.querySelectorAll("[data-part=form] kbd")) key.textContent = key.textContent.replace("Ctrl", "⌘");
    }
  }

  private restoreUnsent(): void {
    const unsent = this.drafts.unsent();
    if (!unsent) return;
    const { draft } = this.page;
    if (unsent.revision < draft.revision) {
      this.kept.keep(unsent.source, say.neverSent);
      showNote("restored", {
        text: say.newerElsewhere,
        symbol: "history",
        actions: [{ text: say.bringMine, press: () => this.restore(unsent.source, say.yourVersion) }],
      });
      return;
    }
    this.editor.replace(unsent.source);
    showNote("restored", { text: say.restoredLocal, symbol: "saved", actions: [{ text: say.close, press: () => clearNote("restored") }] });
  }

  private starting(lane: Lane): void {
    this.startedAt = Date.now();
    this.spokenFor = "";
    this.savedLine.handIn(this.editor.source());
    clearNote("submission");
    this.editor.mark(null);
    drawStarting(startingWord(lane));
    speak(`${startingWord(lane)}.`);
    this.results.begin(this.page.trains || /\btrack\(/.test(this.editor.source()));
    this.showResults();
  }

  /** Most verdicts are here before the old results would have had time to disappear: so they stay that long. */
  private draw(progress: Progress): void {
    clearTimeout(this.drawing);
    if (progress.final) this.show(progress);
    else this.drawing = window.setTimeout(() => this.show(progress), Math.max(0, this.startedAt + PATIENCE_MS - Date.now()));
  }

  private show(progress: Progress): void {
    this.results.show(progress);
    showSummit(progress);
    markTasks(progress);
    const passed = passedFunctions(progress, this.page);
    if (passed) this.editor.foldPassed(passed);
    if (!progress.final) return;
    clearNote("submission");
    const { id, number, verdict } = progress.submission;
    const error = verdict?.error;
    this.editor.mark(error?.line ? { line: error.line, column: error.column, message: plain(`${error.type}: ${error.message}`) } : null);
    this.history.count(Math.max(number, Number(part("history-count").textContent) || 0));
    if (this.spokenFor === id) return;
    this.spokenFor = id;
    speak(spokenResult(progress, this.limits));
    refreshHintsSoon();
  }

  private trouble(trouble: Trouble): void {
    this.results.abandon();
    drawStarting(trouble.kind === "stale" ? say.notSentShort : say.notSentYet);
    const again = { text: say.tryAgain, press: () => this.start(trouble.again) };
    const reload = { text: say.reload, press: () => location.reload() };
    const symbols = { limited: "clock", refused: "failed", offline: "offline", stale: "lock" };
    showNote("submission", {
      text: trouble.message || say.refused,
      tone: trouble.kind === "refused" ? "fail" : "run",
      symbol: symbols[trouble.kind],
      actions: [trouble.kind === "stale" ? reload : again],
    });
  }

  private line(up: boolean): void {
    if (up) clearNote("line");
    else showNote("line", { text: navigator.onLine ? say.noAnswer : say.offline });
  }

  private stale(): void {
    showNote("draft", { text: say.stale, symbol: "lock", actions: [{ text: say.reload, press: () => location.reload() }] });
  }

  private choose(newer: NewerDraft): void {
    const mine = this.editor.source();
    this.kept.keep(newer.source, say.otherVersion);
    this.kept.keep(mine, say.thisVersion);
    offerBoth(newer.source, mine, (takesOther) => {
      if (takesOther && newer.source !== this.editor.source()) this.editor.replace(newer.source);
      this.drafts.chosen(newer);
      this.editor.focus();
    });
  }

  private restore(source: string, name: string): void {
    const before = this.editor.source();
    if (before !== source) this.kept.keep(before, say.beforeRestore(name));
    this.editor.replace(source);
    this.openTab(part("tab-code"));
    this.editor.focus();
    toast(say.restored(name), () => this.editor.replace(before));
  }

  private async reset(): Promise<void> {
    if (!(await confirmWith(part<HTMLDialogElement>("reset-dialog")))) return;
    const before = this.editor.source();
    if (before !== this.page.starter) this.kept.keep(before, say.beforeReset);
    this.editor.replace(this.page.starter);
    this.editor.mark(null);
    this.editor.focus();
    toast(say.backToStarter, () => this.editor.replace(before));
  }

  private jump(line: number): void {
    this.openTab(part("tab-code"));
    this.editor.jump(line);
  }
}

new Workbench(readPageData()).begin();
