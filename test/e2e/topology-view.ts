import { execFileSync } from 'node:child_process';
import type { FrameLocator, Locator } from '@playwright/test';
import type { Code } from './code.ts';

/** Runs ip(8). */
export const ip = (line: string): string => execFileSync('ip', line.split(' '), { encoding: 'utf8' });

/** Named network namespaces that are gone when the test is over, with all that is in them. */
export class Netns implements Disposable {
  readonly #names: string[] = [];
  readonly #prefix = `itest-${process.pid}-`;

  add(name: string): string {
    const full = this.#prefix + name;
    ip(`netns add ${full}`);
    this.#names.push(full);
    return full;
  }

  [Symbol.dispose](): void {
    for (const name of this.#names) ip(`netns del ${name}`);
  }
}

export async function showTopology(code: Code): Promise<FrameLocator> {
  await code.command('isolens.showTopology', 'Isolens: Show Network Topology');
  return code.webview('namespaces · ');
}

/** A box, by the beginning of what it says. */
export const box = (page: FrameLocator, name: string): Locator =>
  page.locator(`[role="graphics-symbol"][aria-label^="${name},"]`);

/** All wires of the drawing. */
export const drawnWires = (page: FrameLocator): Locator => page.locator('.wires > g');

/** Two namespaces with a cable between them, that can reach each other. */
export function pair(netns: Netns): [string, string] {
  const [a, b] = [netns.add('a'), netns.add('b')];
  ip(`-n ${a} link add veth0 type veth peer name veth1 netns ${b}`);
  ip(`-n ${a} addr add 10.213.0.1/24 dev veth0`);
  ip(`-n ${b} addr add 10.213.0.2/24 dev veth1`);
  for (const [name, link] of [
    [a, 'veth0'],
    [b, 'veth1'],
  ])
    ip(`-n ${name} link set ${link} up`);
  return [a, b];
}
