/** The line beside the buttons: saved when, saving, offline. It is quiet: nothing here is spoken. */

import type { DraftState } from "./drafts";
import { icon, part, refill } from "./elements";
import { say } from "./words/page";
import { ago } from "./words/verdict";

const REFRESH_MS = 15_000;

export class SavedLine {
  private savedAt = 0;

  constructor() {
    window.setInterval(() => this.savedAt && this.write("saved", say.saved(ago(this.savedAt, Date.now()))), REFRESH_MS);
  }

  show(state: DraftState): void {
    this.savedAt = state.kind === "saved" ? state.at : 0;
    if (state.kind === "saved") this.write("saved", say.saved(ago(state.at, Date.now())));
    else if (state.kind === "saving") this.write("", say.saving);
    else if (state.kind === "offline") this.write("offline", say.keptHere);
    else this.write("", state.kind === "refused" ? state.message || say.refused : say.keptHere);
  }

  private write(symbol: string, text: string): void {
    refill(part("saved"), [symbol, text], () => [...(symbol ? [icon(symbol)] : []), text]);
  }
}
