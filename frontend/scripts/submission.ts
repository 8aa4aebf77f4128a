/** The page of one submission: its verdict drawn as the exercise page draws it, with its pictures. */

import type { CheckPlan, Submission, TaskName } from "./contracts";
import { Progress } from "./progress";
import { Results } from "./results";
import type { Limits } from "./words/verdict";

interface SubmissionData {
  submission: Submission;
  checks: CheckPlan[];
  tasks: TaskName[];
  limits: Limits;
  /** The page where it can be tried again. */
  exercise: string;
}

function readData(): SubmissionData {
  const text = document.getElementById("page-data")?.textContent;
  if (!text) throw new Error("The page carries no data");
  return JSON.parse(text) as SubmissionData;
}

function jump(line: number): void {
  document.getElementById(`L${line}`)?.scrollIntoView({ block: "center", inline: "nearest" });
}

const data = readData();
const results = new Results({
  tasks: data.tasks,
  limits: data.limits,
  jump,
  again: () => location.assign(data.exercise),
  tryCase: null,
});
results.show(new Progress(data.checks, data.submission));
