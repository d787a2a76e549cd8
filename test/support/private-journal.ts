import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory that stands for `/run/isolens`, where the journal of root is, for the programs that a test starts. */
export class PrivateJournal implements Disposable {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'isolens-journal-'));

  /** argv before that of a program: it runs in a mount namespace of its own. */
  get prefix(): readonly string[] {
    const own = 'mkdir -p /run/isolens && mount --bind "$0" /run/isolens && exec "$@"';
    return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', own, this.directory];
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true });
  }
}
