/** What is said of a run and its checks: states, sums, endings. */

import type { CheckResult, Ending, Lane, Outcome, Submission, Verdict } from "../contracts";

const ORDINALS = ["", "Next", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];

const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** "1 line", "3 lines": what the pages count. */
export const counted = {
  line: (count: number) => plural(count, "line"),
  check: (count: number) => plural(count, "check"),
  call: (count: number) => plural(count, "call"),
  row: (count: number) => plural(count, "row"),
  time: (count: number) => plural(count, "time"),
  step: (count: number) => plural(count, "step"),
  example: (count: number) => plural(count, "example"),
  image: (count: number) => plural(count, "image"),
  point: (count: number) => plural(count, "point"),
};

/** Steps by the name that their curve gives them. */
export const countedSteps = (count: number, name: string): string => plural(count, name);

export const seconds = (milliseconds: number): string =>
  milliseconds < 9_950 ? `${(milliseconds / 1000).toFixed(2)} s` : `${Math.round(milliseconds / 1000)} s`;

/** "2 seconds ago", "4 minutes ago": as coarse as a person would say it. */
export function ago(moment: number, now: number): string {
  const elapsed = Math.max(0, Math.round((now - moment) / 1000));
  if (elapsed < 5) return "just now";
  if (elapsed < 60) return `${elapsed} seconds ago`;
  const minutes = Math.round(elapsed / 60);
  return minutes < 60 ? `${plural(minutes, "minute")} ago` : `at ${clock(new Date(moment))}`;
}

/** Day and month. */
export const day = (date: Date): string => date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
export const clock = (date: Date): string => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

export const stateWord: Record<Outcome | "running" | "waiting", string> = {
  passed: "passed",
  failed: "failed",
  not_run: "not run",
  running: "running",
  waiting: "waiting",
};

export interface Sums {
  passed: number;
  failed: number;
  notRun: number;
  toCome: number;
}

/** "10 passed, 1 failed, 3 to come". */
export function sumsSentence({ passed, failed, notRun, toCome }: Sums): string {
  const parts = [
    passed && `${passed}\u00a0passed`,
    failed && `${failed}\u00a0failed`,
    notRun && `${notRun}\u00a0not\u00a0run`,
    toCome && `${toCome}\u00a0to\u00a0come`,
  ];
  return parts.filter(Boolean).join(", ");
}

export function queueSentence(position: number | null): string {
  if (!position || position < 1) return "Waiting for a free place";
  return position < ORDINALS.length ? `${ORDINALS[position]} in line` : `Number ${position} in line`;
}

export interface Limits {
  wall_s?: number;
  memory_mb?: number;
}

const stood = (passed: number): string => {
  if (!passed) return "";
  return passed === 1 ? " The check before it stands." : ` The ${passed} checks before it stand.`;
};

/** The headline for each way a run can end other than by itself. */
export function endingSentence(ending: Ending, limits: Limits, passed: number): string {
  const wall = limits.wall_s ? ` after ${limits.wall_s} s` : ": it took too long";
  const memory = limits.memory_mb ? `${limits.memory_mb} MB` : "memory than one run may have";
  const sentences: Record<Ending, string> = {
    finished: "",
    timed_out: `Stopped${wall}.${stood(passed)}`,
    out_of_memory: `It asked for more than ${memory}.${stood(passed)}`.replace("more than memory", "more memory"),
    crashed: `The Python process ended in the middle of a check.${stood(passed)}`,
    output_limit: `Stopped: it printed more than 1 MB.${stood(passed)}`,
    too_many_processes: `Stopped: it started a second process; there is room for one.${stood(passed)}`,
    protocol_violation: "The answers came back unreadable, so nothing could be compared.",
    forbidden_operation: `Stopped: it asked the system for something that is closed here.${stood(passed)}`,
    stopped: `Stopped by you.${stood(passed)}`,
    isolation_unavailable: "We could not check this. Our fault, not yours.",
  };
  return sentences[ending];
}

/** What can be done about an ending, in one sentence. */
export const endingAdvice: Partial<Record<Ending, string>> = {
  timed_out: "Look for a loop whose end is never reached, or for a loop over elements where one product would do.",
  out_of_memory: "Look for an array whose shape grows with the product of two sizes.",
  crashed: "This comes from very deep recursion more often than from anything else.",
  output_limit: "Print less, or print only in one place.",
};

export function passedSentence(total: number, lane: Lane): string {
  if (lane === "run") return total === 1 ? "The visible check passes" : `All ${total} visible checks pass`;
  return total === 1 ? "The check passes" : `All ${total} checks pass`;
}

const UNGRADED: Partial<Record<Submission["state"], string>> = {
  could_not_check: "We could not check this. Our fault, not yours.",
  superseded: "A newer one has taken this one’s place.",
  cancelled: "Stopped by you. It does not count.",
};

export function ungradedSentence(submission: Submission): string {
  if (submission.state === "queued") return queueSentence(submission.position_in_queue);
  return UNGRADED[submission.state] ?? (submission.lane === "run" ? "Running" : "Checking");
}

export function errorSentence(verdict: Verdict): string {
  const line = verdict.error?.line;
  return line ? `Your code stopped at line ${line}` : "Your code did not run";
}

const CERTAINTY: Record<string, string> = {
  exact: "Known mistake",
  relation: "Seen from how your numbers relate to the right ones",
  localised: "Found by exchanging one value at a time",
  health: "Seen while it trained",
  pattern: "Read from the error",
};
export const certaintySentence = (certainty: string): string => CERTAINTY[certainty] ?? "From the checks";

export const reasonOf = (check: CheckResult): string => check.reason || check.message || "";

/** "Task 4: all the way back". */
export const taskSentence = (number: number, title: string): string => (title ? `Task ${number}: ${title}` : `Task ${number}`);
export const stripWords = (task: number, title: string, state: string): string => `Task ${task}, ${title}: ${state}`;
export const runName = (lane: Lane, number: number): string => `${lane === "run" ? "Run" : "Submission"} ${number}`;
export const startingWord = (lane: Lane): string => (lane === "run" ? "Running" : "Checking");
export const lookAt = (task: number, title: string): string => `Look at task ${task}: ${title}`;
export const ourFault = (number: string): string =>
  `It does not count as an attempt, and it says nothing about your code. If you write to us, this number helps: ${number}`;

/** "All 14 checks", "The visible check". */
export function checksTitle(count: number, lane: Lane): string {
  const visible = lane === "run" ? "visible " : "";
  return count === 1 ? `The ${visible}check` : `All ${count} ${visible}checks`;
}
