/** What the server sends: the shapes of the page data, of a submission and of the live events. */

export type Lane = "run" | "submit";
export type State = "queued" | "grading" | "graded" | "could_not_check" | "superseded" | "cancelled";
export type Outcome = "passed" | "failed" | "not_run";
export type Ending =
  | "finished"
  | "timed_out"
  | "out_of_memory"
  | "crashed"
  | "output_limit"
  | "too_many_processes"
  | "protocol_violation"
  | "forbidden_operation"
  | "stopped"
  | "isolation_unavailable";

export type Matrix = (number | null)[][];
/** Numbers as NumPy's tolist gives them: a number, a list, a list of lists, and so on. */
export type Nested = number | null | Nested[];

export interface CompareFigure {
  kind: "compare";
  expected: string;
  got: string;
}
export interface CaseFigure {
  kind: "case";
  code: string;
}
export interface RelationFigure {
  kind: "relation";
  relation: string;
  sentence: string;
}
export interface GradientFigure {
  kind: "gradient";
  parameter: string;
  /** Null where the numbers may not be shown, or are too many. */
  yours: Nested | null;
  truth: Nested | null;
  /** The size of each entry's error, 0 to 1, where `yours` and `truth` are not shown. */
  errors?: Nested | null;
  shape: number[];
  relative_error: number | null;
  /** Null where the shapes differ: no entry of one stands at the place of one of the other. */
  worst: number[] | null;
  relation: string | null;
  sentence: string | null;
}

interface Titled {
  /** The finding in words. */
  title: string;
  /** The text alternative. */
  alt: string;
}
type Span = [number, number];
/** One step of a curve: its number and what was measured there, by name. */
export type CurvePoint = { step: number } & Record<string, number>;
export interface ImagePicture extends Titled {
  kind: "image";
  data: Nested;
  labels?: string[];
}
export interface WeightsPicture extends Titled {
  kind: "weights";
  data: Nested;
  labels?: string[];
}
export interface HeatPicture extends Titled {
  kind: "heat";
  data: Nested;
}
export interface LinePicture extends Titled {
  kind: "line";
  data: Nested;
}
export interface PointsPicture extends Titled {
  kind: "points";
  data: [number, number][];
}
export interface CurvePicture extends Titled {
  kind: "curve";
  data: CurvePoint[];
}
export interface BoundaryPicture extends Titled {
  kind: "boundary";
  data: { x: Span; y: Span; grid: Nested; points: [number, number, number | string][]; axes?: [string, string] };
}
export interface HistogramPicture extends Titled {
  kind: "histogram";
  data: { edges: number[]; groups: { name: string; counts: number[] }[] };
}
export interface PathPicture extends Titled {
  kind: "path";
  data: { x: Span; y: Span; levels: Nested; path: [number, number][] };
}
export interface ConfusionPicture extends Titled {
  kind: "confusion";
  data: { labels: (string | number)[]; counts: number[][] };
}
export type Picture =
  | ImagePicture
  | WeightsPicture
  | HeatPicture
  | LinePicture
  | PointsPicture
  | CurvePicture
  | BoundaryPicture
  | HistogramPicture
  | PathPicture
  | ConfusionPicture;
export type Figure = CompareFigure | CaseFigure | RelationFigure | GradientFigure | Picture;

export interface CheckPlan {
  id: string;
  task: number;
  title: string;
  visibility: string;
}
export interface CheckResult extends CheckPlan {
  outcome: Outcome;
  reason: string | null;
  points?: number;
  message: string | null;
  figures: Figure[];
}
export interface LearnerError {
  type: string;
  message: string;
  line: number | null;
  column: number | null;
  traceback: string | null;
}
export interface Diagnosis {
  id: string;
  where: string | null;
  sentence: string;
  certainty: string;
}
export interface Verdict {
  attempted: boolean;
  outcome: "passed" | "failed" | "could_not_check";
  fault: "learner" | "author" | "platform" | null;
  ending: Ending;
  score: number;
  error: LearnerError | null;
  checks: CheckResult[];
  diagnoses: Diagnosis[];
  output: { stdout: string; stderr: string; truncated: boolean } | null;
  pictures?: Picture[];
  resources: {
    wall_ms?: number;
    peak_mb?: number;
    calls?: Record<string, number>;
    /** Whose earlier functions this run used, by the exercise they come from. */
    carried?: Record<string, CarriedFrom>;
  } | null;
}
export type CarriedFrom = "own" | "reference";

/** The shapes through one function, line by line. */
export interface Trace {
  function: string;
  rows: TraceRow[];
  truncated: boolean;
  error: { type: string; message: string; line: number | null } | null;
}
export interface TraceRow {
  line: number;
  /** In which function of the learner's; those that it calls are followed as well. */
  function: string;
  name: string;
  step: "given" | "assigned" | "returned";
  kind: string;
  shape: number[] | null;
  dtype: string;
  /** How often the line came by. */
  times: number;
}
/** A function that comes from an earlier exercise, and whose version is in use. */
export interface CarriedFunction {
  name: string;
  exercise: { slug: string; title: string; url: string | null };
  use: CarriedFrom | "missing";
  may_choose: CarriedFrom[];
  /** The code that stands in, where it does. */
  reference: string | null;
}
export interface Submission {
  id: string;
  lane: Lane;
  state: State;
  number: number;
  position_in_queue: number | null;
  queued_at: string | null;
  verdict: Verdict | null;
  trace?: Trace | null;
}
export interface HistoryEntry {
  id: string;
  number: number;
  lane: Lane;
  purpose: "grade" | "kept";
  state: State;
  outcome: Outcome | "could_not_check" | null;
  score: number | null;
  /** How many checks pass, in words. */
  sums: string;
  diagnosis: string;
  wall_ms: number | null;
  queued_at: string | null;
  /** The address of its own page. */
  page: string;
}

export type LiveMessage =
  | { kind: "state"; submission: Submission }
  | { kind: "started"; check: string }
  | ({ kind: "check" } & CheckResult)
  | { kind: "output"; text: string }
  | { kind: "curve"; check: string; name: string; points: [number, number][] }
  | { kind: "track"; points: CurvePoint[] }
  | { kind: "picture"; picture: Picture };

export interface Addresses {
  draft: string;
  submit: string;
  history: string;
  trace: string;
  scratch: string;
  carry: string;
  /** The history on a page of its own, two versions side by side, and where a version is kept that gives way. */
  exercise_history: string;
  compare: string;
  keep: string;
}
/** The number and the title of a task. */
export type TaskName = [number, string];
export interface PageData {
  /** Whose drafts on this device these are: an account's, or (empty) whoever is here without one. */
  owner: string;
  exercise: { stage: string; slug: string; title: string };
  limits?: { wall_s?: number; memory_mb?: number };
  /** Whether a run draws a loss while it goes on. */
  trains: boolean;
  starter: string;
  draft: { source: string; revision: number };
  latest: Submission | null;
  /** Than the results; false where there are none. */
  draft_is_newer: boolean;
  tasks: TaskName[];
  checks: CheckPlan[];
  functions: string[];
  carried: CarriedFunction[];
  urls: Addresses;
}

const FINAL: readonly State[] = ["graded", "could_not_check", "superseded", "cancelled"];

export function isFinal(submission: Submission): boolean {
  return FINAL.includes(submission.state);
}

/** Addresses of one submission; they do not depend on the exercise. */
export const submissionAddress = (id: string, part: "" | "source/" | "stop/" | "events/" = ""): string =>
  `/submissions/${id}/${part}`;
