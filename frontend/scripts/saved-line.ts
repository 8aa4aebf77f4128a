/** The line beside the buttons: saved when, saving, offline, and that the results are of other code. Nothing here is spoken. */

import type { PageData } from "./contracts";
import type { DraftState } from "./drafts";
import { icon, part, refill } from "./elements";
import { say } from "./words/page";
import { ago } from "./words/verdict";

const REFRESH_MS = 15_000;
/** In place of a text that this page does not know. */
const NOT_HERE = "\0";

export class SavedLine {
  private savedAt = 0;
  private handedIn: string | null = null;
  private isNewer: boolean;

  constructor(page: PageData) {
    this.isNewer = page.draft_is_newer;
    if (page.latest) this.handedIn = page.draft_is_newer ? NOT_HERE : page.draft.source;
    window.setInterval(() => this.saved(), REFRESH_MS);
  }

  show(state: DraftState): void {
    this.savedAt = state.kind === "saved" ? state.at : 0;
    if (state.kind === "saved") this.saved();
    else if (state.kind === "saving") this.write("", say.saving);
    else if (state.kind === "offline") this.write("offline", say.keptHere);
    else this.write("", state.kind === "refused" ? state.message || say.refused : say.keptHere);
  }

  /** The results will be those of `source`. */
  handIn(source: string): void {
    this.handedIn = source;
    this.changed(source);
  }

  /** The editor holds `source` now. */
  changed(source: string): void {
    this.isNewer = this.handedIn !== null && source !== this.handedIn;
    this.saved();
  }

  private saved(): void {
    if (this.savedAt) this.write("saved", this.isNewer ? say.savedNewer : say.saved(ago(this.savedAt, Date.now())));
  }

  private write(symbol: string, text: string): void {
    refill(part("saved"), [symbol, text], () => [...(symbol ? [icon(symbol)] : []), text]);
  }
}
