import type { HostFacts } from '../../../model/spec/host-facts.ts';
import { hasTool, toolOutput } from '../../run/tool.ts';

type Tools = NonNullable<HostFacts['tools']>;

/** How each tool is asked for its version; undefined: it cannot be asked. */
const QUESTIONS: Readonly<Record<keyof Tools, string | undefined>> = {
  unshare: '--version',
  ip: '-V',
  nft: '--version',
  runc: '--version',
  crun: '--version',
  newuidmap: undefined,
};

/** `2.38.1` of `unshare from util-linux 2.38.1`; empty when it tells none. */
export function parseVersion(output: string): string {
  return /\d+(?:\.\d+)+/.exec(output.slice(0, 1000))?.[0] ?? '';
}

export const TOOLS = Object.keys(QUESTIONS) as readonly (keyof Tools)[];

/** Runs each of them once. */
export async function readTools(names: readonly (keyof Tools)[]): Promise<Tools> {
  const versions = await Promise.all(names.map(async (name) => [name, await versionOf(name)] as const));
  return Object.fromEntries(versions);
}

async function versionOf(name: keyof Tools): Promise<string | null> {
  if (!hasTool(name)) return null;
  const question = QUESTIONS[name];
  return question === undefined ? '' : parseVersion(await toolOutput(name, [question]).catch(() => ''));
}
