/** The line beside the buttons: saved when, saving, offline. It is quiet: nothing here is spoken. */

import type { DraftState } from "./drafts";
import { icon, part } from "./elements";
import { ago, say } from "./words";

const REFRESH_MS = 15_000;

export class SavedLine {
  private savedAt = 0;

  constructor() {
    window.setInterval(() => this.savedAt && this.write("saved", `Saved ${ago(this.savedAt, Date.now())}`), REFRESH_MS);
  }

  show(state: DraftState): void {
    this.savedAt = state.kind === "saved" ? state.at : 0;
    if (state.kind === "saved") this.write("saved", `Saved ${ago(state.at, Date.now())}`);
    else if (state.kind === "saving") this.write("", "Saving");
    else if (state.kind === "offline") this.write("offline", "Kept on this device");
    else this.write("", state.kind === "refused" ? state.message || say.refused : "Kept on this device");
  }

  private write(symbol: string, text: string): void {
    part("saved").replaceChildren(...(symbol ? [icon(symbol)] : []), text);
  }
}
