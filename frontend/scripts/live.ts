/** Follow one submission to its end: live events first, asking again and again where they do not come through. */

import { isFinal, type LiveMessage, type Submission, submissionAddress } from "./contracts";
import type { EventBody } from "./event-body";
import { LineDown, Refused, request } from "./requests";

const SILENCE_MS = 2_500;
const POLL_MS = 900;
const SLOW_POLL_MS = 3_000;
const SLOW_AFTER_MS = 30_000;

export interface Follower {
  message: (message: LiveMessage) => void;
  line: (up: boolean) => void;
  slow: () => void;
  gone: () => void;
}

export class Live {
  private readonly started = Date.now();
  private stream: EventSource | null = null;
  private timer = 0;
  private closed = false;
  private saidSlow = false;

  /** `events`: what still comes with the answer to the POST; without them, or when they break off, a stream is opened. */
  constructor(
    private readonly id: string,
    private readonly follower: Follower,
    private readonly events: EventBody | null = null,
  ) {
    if (events) void this.hear(events);
    else this.listen();
    this.pollIn(SILENCE_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.stream?.close();
    this.events?.close();
  }

  private async hear(events: EventBody): Promise<void> {
    const next = (): Promise<unknown> => events.next().catch(() => undefined);
    for (let event = await next(); event !== undefined; event = await next()) {
      this.pollIn(SILENCE_MS);
      this.take(event as LiveMessage);
    }
    if (!this.closed) this.listen();
  }

  private listen(): void {
    const stream = new EventSource(submissionAddress(this.id, "events/"));
    stream.onmessage = (event: MessageEvent<string>) => {
      this.pollIn(SILENCE_MS);
      this.take(JSON.parse(event.data) as LiveMessage);
    };
    // The browser reconnects by itself unless the server refused; polling bridges both.
    stream.onerror = () => this.pollIn(POLL_MS);
    this.stream = stream;
  }

  private take(message: LiveMessage): void {
    if (this.closed) return;
    if (message.kind === "state" && isFinal(message.submission)) this.close();
    this.follower.line(true);
    this.follower.message(message);
  }

  private pollIn(wait_ms: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = window.setTimeout(() => void this.poll(), wait_ms);
  }

  private async poll(): Promise<void> {
    const waited = Date.now() - this.started;
    try {
      const { submission } = await request<{ submission: Submission }>(submissionAddress(this.id));
      this.take({ kind: "state", submission });
    } catch (error) {
      if (error instanceof Refused && error.status < 500) {
        this.close();
        this.follower.gone();
        return;
      }
      if (!(error instanceof LineDown || error instanceof Refused)) throw error;
      this.follower.line(false);
    }
    if (waited > SLOW_AFTER_MS && !this.saidSlow && !this.closed) {
      this.saidSlow = true;
      this.follower.slow();
    }
    this.pollIn(waited > SLOW_AFTER_MS ? SLOW_POLL_MS : POLL_MS);
  }
}
