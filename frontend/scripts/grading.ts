/** Run, Submit and Stop: one submission at a time is followed, the newest. */

import { type CheckPlan, isFinal, type Lane, type Submission, submissionAddress } from "./contracts";
import { messageOf, type StoredDraft } from "./drafts";
import type { EventBody } from "./event-body";
import { type Follower, Live } from "./live";
import { Progress } from "./progress";
import { LineDown, post, Refused, request } from "./requests";
import { say } from "./words/page";

export interface Trouble {
  kind: "limited" | "refused" | "offline" | "stale";
  message: string;
  again: Lane;
}
interface Accepted {
  submission: Submission;
  draft?: StoredDraft;
}
interface Settings {
  address: string;
  checks: readonly CheckPlan[];
  source: () => string;
  /** What is sent. */
  body: (source: string, lane: Lane) => Record<string, unknown>;
  onStart: (lane: Lane) => void;
  onChange: (progress: Progress) => void;
  onDelivered: (source: string, draft: StoredDraft | undefined) => void;
  onTrouble: (trouble: Trouble) => void;
  onLine: (up: boolean) => void;
  onSlow: () => void;
}

export class Grading {
  private live: Live | null = null;
  private progress: Progress | null = null;
  private posting = false;

  constructor(private readonly settings: Settings) {}

  async start(lane: Lane): Promise<void> {
    if (this.posting) return;
    this.posting = true;
    const source = this.settings.source();
    this.stopQuietly();
    // It is on its way while the page is drawn.
    const answering = post<Accepted>(this.settings.address, this.settings.body(source, lane));
    this.settings.onStart(lane);
    try {
      const { answer, events } = await answering;
      this.settings.onDelivered(source, answer.draft);
      this.follow(answer.submission, events);
    } catch (error) {
      this.settings.onTrouble(troubleOf(error, lane));
    } finally {
      this.posting = false;
    }
  }

  /** Show a submission, and follow it if it has not ended. */
  follow(submission: Submission, events: EventBody | null = null): void {
    this.live?.close();
    this.progress = new Progress(this.settings.checks, submission);
    this.settings.onChange(this.progress);
    if (!isFinal(submission)) this.listen(this.progress, events);
  }

  async stop(): Promise<void> {
    const { progress } = this;
    if (!progress || progress.final) return;
    try {
      const address = submissionAddress(progress.submission.id, "stop/");
      const { submission } = await request<{ submission: Submission }>(address, { method: "POST" });
      progress.take({ kind: "state", submission });
      if (progress.final) this.live?.close();
      this.settings.onChange(progress);
    } catch (error) {
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      this.settings.onLine(false);
    }
  }

  private listen(progress: Progress, events: EventBody | null): void {
    const follower: Follower = {
      message: (message) => {
        progress.take(message);
        this.settings.onChange(progress);
      },
      line: this.settings.onLine,
      slow: this.settings.onSlow,
      gone: () => this.settings.onTrouble({ kind: "stale", message: say.stale, again: progress.submission.lane }),
    };
    this.live = new Live(progress.submission.id, follower, events);
  }

  /** A newer submission takes the place of one that still runs; nobody waits for the older verdict. */
  private stopQuietly(): void {
    const { progress } = this;
    this.live?.close();
    this.progress = null;
    if (progress && !progress.final) {
      request(submissionAddress(progress.submission.id, "stop/"), { method: "POST" }).catch(() => undefined);
    }
  }
}

function troubleOf(error: unknown, again: Lane): Trouble {
  if (error instanceof LineDown) return { kind: "offline", message: say.notSent, again };
  if (!(error instanceof Refused)) throw error;
  const message = messageOf(error);
  if (error.status === 429) return { kind: "limited", message, again };
  if ([401, 403, 404].includes(error.status)) return { kind: "stale", message: say.stale, again };
  return { kind: "refused", message: message || say.refused, again };
}
