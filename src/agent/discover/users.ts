import { readFileSync, statSync } from 'node:fs';

/** Names of users from `/etc/passwd` of the agent (passwd(5)); read again when the file changes. */
export class Users {
  #names = new Map<number, string>();
  #read = -1;

  /** Looks once whether the file has changed; call it once a scan. */
  refresh(): void {
    const modified = modifiedAt('/etc/passwd');
    if (modified === this.#read) return;
    this.#read = modified;
    this.#names = new Map(modified < 0 ? [] : parsePasswd(readFileSync('/etc/passwd', 'utf8')));
  }

  name(uid: number): string | undefined {
    return this.#names.get(uid);
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}

function parsePasswd(text: string): [number, string][] {
  const rows = text.split('\n').map((line) => line.split(':'));
  return rows
    .filter((row) => row.length >= 3)
    .map(([name = '', , uid]): [number, string] => [Number(uid), name])
    .toReversed();
}
