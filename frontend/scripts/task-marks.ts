/** In the statement, each task whose checks all pass says so in its heading. */

import { element, icon } from "./elements";
import type { Progress } from "./progress";
import { say } from "./words/page";

export function markTasks(progress: Progress): void {
  if (!progress.final || progress.submission.lane !== "submit" || !progress.submission.verdict) return;
  const rows = progress.rows();
  for (const heading of document.querySelectorAll<HTMLElement>("section.task > h2")) {
    const task = Number(heading.parentElement?.id.replace("task-", ""));
    const own = rows.filter((row) => row.plan.task === task);
    const passed = own.length > 0 && own.every((row) => row.state === "passed");
    const mark = heading.querySelector(".pill");
    if (passed && !mark) heading.append(" ", element("span", { class: "pill pill--pass" }, icon("passed"), say.passed));
    else if (!passed) mark?.remove();
  }
}
