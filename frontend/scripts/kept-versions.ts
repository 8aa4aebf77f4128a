/** Texts that were replaced by another tab, a reset or a restore: on this device at once, then in the history of every device. */

import { LineDown, Refused, request } from "./requests";

export interface KeptVersion {
  source: string;
  why: string;
  at: number;
}
/** Once the server has it, only what it was called here stays. */
interface Delivered {
  id: string;
  why: string;
  at: number;
}

const MOST = 10;
const MOST_NAMES = 50;

export class KeptVersions {
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly key: string,
    private readonly address: string,
  ) {}

  /** Those that the server does not have. */
  list(): KeptVersion[] {
    return read<KeptVersion>(this.key);
  }

  /** What an entry of the history was called on this device, where it came from here. */
  nameOf(id: string): string | null {
    return this.names().find((delivered) => delivered.id === id)?.why ?? null;
  }

  keep(source: string, why: string, at: number = Date.now()): void {
    const others = this.list().filter((version) => version.source !== source);
    write(this.key, [{ source, why, at }, ...others].slice(0, MOST));
    void this.deliver();
  }

  /** Send what the server does not have yet, the oldest first; what it does not take now stays here. */
  deliver(): Promise<void> {
    this.sending = this.sending.then(() => this.sendAll());
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    for (const version of this.list().reverse()) {
      try {
        const body = { source: version.source };
        const answer = await request<{ id: string; is_new: boolean }>(this.address, { method: "POST", body });
        this.delivered(version, answer.is_new ? answer.id : null);
      } catch (error) {
        if (!(error instanceof LineDown || error instanceof Refused)) throw error;
        return;
      }
    }
  }

  /** `id`: of the entry that was made for it; one that was there before keeps its name. */
  private delivered({ source, why, at }: KeptVersion, id: string | null): void {
    write(this.key, this.list().filter((version) => version.source !== source));
    if (id === null) return;
    const others = this.names().filter((delivered) => delivered.id !== id);
    write(`${this.key}:names`, [{ id, why, at }, ...others].slice(0, MOST_NAMES));
  }

  private names(): Delivered[] {
    return read<Delivered>(`${this.key}:names`);
  }
}

function read<T>(key: string): T[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as T[];
  } catch {
    return [];
  }
}

function write(key: string, list: readonly unknown[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A full or closed storage must not stop the learner; the editor's own undo still holds the text.
  }
}
