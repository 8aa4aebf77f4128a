/** Server-sent events in the body of an answer, one JSON object each. */

const BETWEEN = "\n\n";
const DATA = "data: ";

export class EventBody {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private kept = "";

  constructor(body: ReadableStream<Uint8Array>) {
    this.reader = body.getReader();
  }

  /** The next event; undefined at the end. Throws when the line breaks. */
  async next(): Promise<unknown> {
    for (;;) {
      const end = this.kept.indexOf(BETWEEN);
      if (end >= 0) {
        const block = this.kept.slice(0, end);
        this.kept = this.kept.slice(end + BETWEEN.length);
        const line = block.split("\n").find((each) => each.startsWith(DATA));
        if (line !== undefined) return JSON.parse(line.slice(DATA.length));
        continue;
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.kept += this.decoder.decode(value, { stream: true });
    }
  }

  /** Hear no more; a `next` that waits comes back without an event. */
  close(): void {
    this.reader.cancel().catch(() => undefined);
  }
}
