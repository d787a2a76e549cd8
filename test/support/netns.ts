import { execFileSync } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { readNetwork } from '../../src/agent/discover/network/network-reader.ts';
import type { Network } from '../../src/model/network/network.ts';

/** A named network namespace; disposing it deletes it with all links in it. */
export class Netns implements Disposable {
  readonly name: string;

  /** @param pid a process in the namespace that is to be called so; a new namespace without it */
  constructor(name: string, pid?: number) {
    this.name = `itest-${process.pid}-${name}`;
    const how = pid === undefined ? ['add', this.name] : ['attach', this.name, String(pid)];
    execFileSync('ip', ['netns', ...how]);
  }

  get inode(): number {
    return statSync(this.path).ino;
  }

  get path(): string {
    return `/run/netns/${this.name}`;
  }

  /** `ip('link set lo up')`; false when the kernel of this machine cannot. */
  ip(line: string): boolean {
    return this.#succeeds('ip', ['-n', this.name, ...line.split(' ')]);
  }

  /** Runs a program in it; false when it fails. */
  run(line: string): boolean {
    return this.#succeeds('ip', ['netns', 'exec', this.name, ...line.split(' ')]);
  }

  /** What a program that it runs there prints. */
  text(line: string): string {
    return execFileSync('ip', ['netns', 'exec', this.name, ...line.split(' ')], { encoding: 'utf8' });
  }

  json(line: string): Record<string, unknown>[] {
    return parsed(execFileSync('ip', ['-n', this.name, '-j', ...line.split(' ')], { encoding: 'utf8' }));
  }

  /** The same of `bridge`, `tc` and others that know `-n` and `-j`. */
  jsonOf(tool: string, line: string): Record<string, unknown>[] {
    return parsed(execFileSync(tool, ['-n', this.name, '-j', ...line.split(' ')], { encoding: 'utf8' }));
  }

  read(): Network {
    const fd = openSync(this.path, 'r');
    try {
      return readNetwork('net:[1]', fd);
    } finally {
      closeSync(fd);
    }
  }

  [Symbol.dispose](): void {
    execFileSync('ip', ['netns', 'del', this.name]);
  }

  #succeeds(program: string, args: readonly string[]): boolean {
    try {
      execFileSync(program, args, { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  }
}

function parsed(text: string): Record<string, unknown>[] {
  return text.trim() === '' ? [] : (JSON.parse(text) as Record<string, unknown>[]);
}
