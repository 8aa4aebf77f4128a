/** The one live region: speaks sums and sentences, never each check. */

import { part } from "./elements";

export function speak(sentence: string): void {
  const region = part("speech");
  if (region.textContent !== sentence) region.textContent = sentence;
}
