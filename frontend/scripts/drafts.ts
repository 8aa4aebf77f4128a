/** Drafts: on this device at once, on the server within two seconds, and never over a newer one from elsewhere. */

import { LineDown, Refused, request } from "./requests";

const PAUSE_MS = 800;
const LONGEST_WAIT_MS = 1_800;
const RETRY_MS = 4_000;

interface LocalDraft {
  source: string;
  revision: number;
}
export interface NewerDraft {
  source: string;
  revision: number;
}
/** What stands on the server after a submission: its text, unless another tab was newer. */
export interface StoredDraft {
  revision: number;
  is_current: boolean;
}
export type DraftState =
  | { kind: "saved"; at: number }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "stale" }
  | { kind: "choice" }
  | { kind: "refused"; message: string };

interface Settings {
  address: string;
  key: string;
  source: () => string;
  revision: number;
  saved: string;
  onState: (state: DraftState) => void;
  onNewer: (newer: NewerDraft) => void;
}

export class Drafts {
  private revision: number;
  private sent: string;
  private timer = 0;
  private dirtySince = 0;
  private sending: Promise<void> | null = null;
  private waitingForChoice = false;

  constructor(private readonly settings: Settings) {
    this.revision = settings.revision;
    this.sent = settings.saved;
    addEventListener("online", () => this.back());
    addEventListener("offline", () => this.settings.onState({ kind: "offline" }));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush(true));
    addEventListener("pagehide", () => this.flush(true));
  }

  /** What was typed here and never reached the server; it may rest on an older revision than the server's. */
  unsent(): LocalDraft | null {
    try {
      const local = JSON.parse(localStorage.getItem(this.settings.key) ?? "null") as LocalDraft | null;
      return local && local.source !== this.sent ? local : null;
    } catch {
      return null;
    }
  }

  changed(): void {
    this.keepHere();
    if (this.waitingForChoice) return;
    const now = Date.now();
    this.dirtySince ||= now;
    const wait = Math.max(0, Math.min(PAUSE_MS, this.dirtySince + LONGEST_WAIT_MS - now));
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), wait);
  }

  /** Send now what is not sent yet. `leaving` lets the request outlive the page. */
  flush(leaving = false): Promise<void> {
    clearTimeout(this.timer);
    if (this.waitingForChoice || this.settings.source() === this.sent) return Promise.resolve();
    this.sending ??= this.send(leaving).finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  private back(): void {
    if (this.waitingForChoice) this.settings.onState({ kind: "choice" });
    else if (this.settings.source() === this.sent) this.settled();
    else void this.flush();
  }

  /** The server has taken this text by another way (a submission stores the draft as well). */
  async delivered(source: string, stored: StoredDraft | undefined): Promise<void> {
    if (!stored) return;
    if (!stored.is_current) {
      this.collided(await request<NewerDraft>(this.settings.address), source);
      return;
    }
    this.revision = stored.revision;
    this.sent = source;
    if (this.settings.source() === source) this.settled();
  }

  /** The revision that the text in the editor rests on. */
  get restsOn(): number {
    return this.revision;
  }

  /** The learner chose: go on from the newer revision, with whatever text the editor now holds. */
  chosen(newer: NewerDraft): void {
    this.waitingForChoice = false;
    this.revision = newer.revision;
    this.sent = newer.source;
    void this.flush();
    if (this.settings.source() === newer.source) this.settled();
  }

  private async send(leaving: boolean): Promise<void> {
    const source = this.settings.source();
    this.dirtySince = 0;
    this.settings.onState({ kind: "saving" });
    try {
      const body = { source, revision: this.revision };
      const answer = await request<{ revision: number }>(this.settings.address, { method: "PUT", body, keepalive: leaving });
      this.revision = answer.revision;
      this.sent = source;
      if (this.settings.source() === source) this.settled();
      else this.changed();
    } catch (error) {
      this.failed(error, source);
    }
  }

  private failed(error: unknown, source: string): void {
    if (error instanceof Refused && error.status === 409) this.collided(error.body as unknown as NewerDraft, source);
    else if (error instanceof LineDown || (error instanceof Refused && error.status >= 500)) {
      this.settings.onState({ kind: "offline" });
      this.timer = window.setTimeout(() => this.flush(), RETRY_MS);
    } else if (error instanceof Refused && [401, 403, 404].includes(error.status)) this.settings.onState({ kind: "stale" });
    else if (error instanceof Refused) this.settings.onState({ kind: "refused", message: messageOf(error) });
    else throw error;
  }

  private collided(newer: NewerDraft, source: string): void {
    // Our own text under a newer number is no collision: a submission or a lost answer moved the revision.
    if (newer.source === this.sent || newer.source === source) {
      this.revision = newer.revision;
      this.sent = newer.source;
      if (this.settings.source() === newer.source) this.settled();
      else this.changed();
      return;
    }
    this.waitingForChoice = true;
    this.settings.onState({ kind: "choice" });
    this.settings.onNewer(newer);
  }

  private settled(): void {
    this.forget();
    this.settings.onState({ kind: "saved", at: Date.now() });
  }

  private keepHere(): void {
    try {
      const local: LocalDraft = { source: this.settings.source(), revision: this.revision };
      localStorage.setItem(this.settings.key, JSON.stringify(local));
    } catch {
      // Without storage the server copy within two seconds is the only one.
    }
  }

  private forget(): void {
    try {
      localStorage.removeItem(this.settings.key);
    } catch {
      // Nothing was kept, so nothing is left over.
    }
  }
}

export function messageOf(error: Refused): string {
  const said = error.body["error"];
  if (typeof said === "string") return said;
  return (said as { message?: string } | undefined)?.message ?? "";
}
