/** After the first pass: what was built, the way on, and other ways; it stays. On a phone it stands with the results, where the learner is. */

import { element, part } from "./elements";
import type { Progress } from "./progress";
import { toneOf } from "./verdict-line";

const sideBySide = matchMedia("(width >= 64rem)");
// Without an answer by then the short form that the page came with is shown.
const PATIENCE_MS = 3_000;
let isAsked = false;

export function showSummit(progress: Progress): void {
  const passed = progress.submission.lane === "submit" && toneOf(progress) === "passed";
  const summit = part("summit");
  if (!passed || isAsked || !summit.hidden) return;
  isAsked = true;
  // One signpost a view: once the way on is shown, Submit is a plain button.
  part("submit").classList.remove("btn--primary");
  void fill(summit).finally(() => raise(summit));
}

/** What only a pass opens comes from the server. */
async function fill(summit: HTMLElement): Promise<void> {
  try {
    const init: RequestInit = { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) };
    const answer = await fetch(new URL("summit/", location.href), init);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    summit.replaceChildren(...part("summit", fresh).childNodes);
  } catch {
    return;
  }
}

/** The same way on beside the code, for whoever goes by keyboard. */
function showOnward(summit: HTMLElement): void {
  const signpost = summit.querySelector<HTMLAnchorElement>("a.btn--primary");
  if (signpost) part("onward").replaceChildren(element("a", { href: signpost.href }, signpost.textContent));
}

function raise(summit: HTMLElement): void {
  showOnward(summit);
  summit.hidden = false;
  (sideBySide.matches ? part("summit-place") : part("summit-place-narrow")).append(summit);
  document.getElementById("statement")?.scrollTo({ top: 0 });
}
