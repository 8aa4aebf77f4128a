/** What is known of a submission at one moment: the rows to show and their sums. */

import { type CheckPlan, type CheckResult, type CurvePoint, isFinal, type LiveMessage, type Outcome, type Picture, type Submission } from "./contracts";
import type { Sums } from "./words/verdict";

export type RowState = Outcome | "running" | "waiting" | "ours";
export interface Row {
  plan: CheckPlan;
  state: RowState;
  result: CheckResult | null;
}

export class Progress {
  private readonly results = new Map<string, CheckResult>();
  private readonly shown: Picture[] = [];
  private running: string | null = null;
  /** Live curves: of a check by its name, or of what the learner's own code tracks. */
  readonly curves = new Map<string, CurvePoint[]>();
  output = "";

  constructor(
    private readonly plan: readonly CheckPlan[],
    public submission: Submission,
  ) {
    this.adopt(submission);
  }

  take(message: LiveMessage): void {
    if (message.kind === "state") this.adopt(message.submission);
    else if (message.kind === "started") this.running = message.check;
    else if (message.kind === "output") this.output += message.text;
    else if (message.kind === "picture") this.shown.push(message.picture);
    else if (message.kind === "track") this.grow("tracked", message.points);
    else if (message.kind === "curve") this.grow(`check:${message.check}`, message.points.map(([step, value]) => ({ step, [message.name]: value })));
    else {
      const { kind: _, ...result } = message;
      this.results.set(result.id, result);
      if (this.running === result.id) this.running = null;
    }
  }

  /** What stands in the verdict, or what came until now. */
  get pictures(): readonly Picture[] {
    return this.submission.verdict?.pictures ?? this.shown;
  }

  get hasPictures(): boolean {
    return this.pictures.length > 0 || this.curves.size > 0;
  }

  /** Points of one step come together, whatever was measured there. */
  private grow(curve: string, points: readonly CurvePoint[]): void {
    const known = this.curves.get(curve) ?? [];
    for (const point of points) {
      const same = known.findLast(({ step }) => step === point.step);
      if (same) Object.assign(same, point);
      else known.push({ ...point });
    }
    this.curves.set(curve, known);
  }

  get final(): boolean {
    return isFinal(this.submission);
  }

  /** The checks of this lane in the exercise's order; at the end the verdict alone says which there are. */
  rows(): Row[] {
    const ended = this.submission.state === "graded" ? this.submission.verdict?.checks : undefined;
    if (ended) return ended.filter((check) => check.outcome !== "not_run" || this.inLane(check)).map((check) => this.row(check));
    const planned = this.plan.filter((check) => this.inLane(check) || this.results.has(check.id));
    const known = new Set(planned.map((check) => check.id));
    const added = [...this.results.values()].filter((result) => !known.has(result.id));
    return [...planned, ...added].map((plan) => this.row(plan));
  }

  sums(): Sums {
    const count = (state: RowState): number => this.rows().filter((row) => row.state === state).length;
    return {
      passed: count("passed"),
      failed: count("failed"),
      notRun: count("not_run"),
      toCome: count("running") + count("waiting"),
    };
  }

  /** The failed check that comes first: the one to look at. */
  firstFailed(): CheckResult | null {
    return this.rows().find((row) => row.state === "failed")?.result ?? null;
  }

  private inLane(check: CheckPlan): boolean {
    return this.submission.lane === "submit" || check.visibility === "always";
  }

  private row(plan: CheckPlan): Row {
    const result = this.results.get(plan.id) ?? null;
    const shown = result ? { ...plan, ...result, title: result.title || plan.title } : plan;
    return { plan: shown, state: this.state(plan.id, result), result };
  }

  private state(id: string, result: CheckResult | null): RowState {
    if (result) return result.outcome;
    if (this.submission.state === "could_not_check") return id === this.running ? "ours" : "not_run";
    if (this.final) return "not_run";
    return id === this.running ? "running" : "waiting";
  }

  private adopt(submission: Submission): void {
    // An answer that was long on its way does not take an end back.
    if (this.final && !isFinal(submission)) return;
    this.submission = submission;
    for (const result of submission.verdict?.checks ?? []) this.results.set(result.id, result);
    if (submission.verdict?.output) this.output = submission.verdict.output.stdout + submission.verdict.output.stderr;
  }
}
