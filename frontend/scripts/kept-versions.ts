/** Texts that were replaced by another tab, a reset or a restore: kept on this device and listed in History. */

export interface KeptVersion {
  source: string;
  why: string;
  at: number;
}

const MOST = 10;

export class KeptVersions {
  constructor(private readonly key: string) {}

  list(): KeptVersion[] {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "[]") as KeptVersion[];
    } catch {
      return [];
    }
  }

  keep(source: string, why: string, at: number = Date.now()): void {
    const others = this.list().filter((version) => version.source !== source);
    const versions = [{ source, why, at }, ...others].slice(0, MOST);
    try {
      localStorage.setItem(this.key, JSON.stringify(versions));
    } catch {
      // A full or closed storage must not stop the learner; the editor's own undo still holds the text.
    }
  }
}
