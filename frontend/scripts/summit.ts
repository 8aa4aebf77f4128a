/** After the first pass: what was built, and the way on; it stays. On a phone it stands with the results, where the learner is. */

import { part } from "./elements";
import type { Progress } from "./progress";
import { toneOf } from "./verdict-line";

const sideBySide = matchMedia("(width >= 64rem)");

export function showSummit(progress: Progress): void {
  const passed = progress.submission.lane === "submit" && toneOf(progress) === "passed";
  const summit = part("summit");
  if (!passed || !summit.hidden) return;
  // One signpost a view: once the way on is shown, Submit is a plain button.
  part("submit").classList.remove("btn--primary");
  summit.hidden = false;
  (sideBySide.matches ? part("summit-place") : part("summit-place-narrow")).append(summit);
  document.getElementById("statement")?.scrollTo({ top: 0 });
}
