/** Another tab or device saved something else: which of the two is to go on? Both are kept before this is asked. */

import { clearNote, showNote } from "./notes";
import { say } from "./words/page";
import { counted } from "./words/verdict";

export function offerBoth(other: string, mine: string, chosen: (takesOther: boolean) => void): void {
  const done = (takesOther: boolean): void => {
    clearNote("draft");
    chosen(takesOther);
  };
  const difference = other.split("\n").length - mine.split("\n").length;
  const length = difference ? say.lengthOfOther(counted.line(Math.abs(difference)), difference > 0) : "";
  showNote("draft", {
    text: say.otherTab + length,
    tone: "",
    symbol: "history",
    actions: [
      { text: say.takeNewer, press: () => done(true) },
      { text: say.keepThis, press: () => done(false) },
    ],
  });
}
