import type { Discovery } from '../agent/discover/discovery.ts';
import { formatMessage } from '../base/message.ts';
import { completeness } from '../model/completeness.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Output } from './command.ts';
import { CliError, EXIT } from './exit.ts';

/** One look at this host. */
export interface Scan {
  readonly snapshot: Snapshot;
  readonly discovery: Discovery;
}

export interface ScanOptions {
  /** Looks inside namespaces, too. */
  readonly inside: boolean;
  /** `leaders` leaves out who runs what in processes that lead no namespace. */
  readonly detail?: 'all' | 'leaders';
}

/** Scans this host in this process, with the rights it has. @throws CliError when the native module is missing */
export async function scan({ inside, detail = 'all' }: ScanOptions): Promise<Scan> {
  const { Discovery, insideProgram } = await load();
  const log = () => {};
  const discovery = new Discovery({ log, insideProgram: insideProgram(), detail });
  const snapshot = await discovery.scan('full');
  return { discovery, snapshot: inside ? await discovery.lookInside() : snapshot };
}

async function load() {
  return loadNative(async () => {
    const [{ Discovery }, { insideProgram }] = await Promise.all([
      import('../agent/discover/discovery.ts'),
      import('../agent/discover/inside.ts'),
    ]);
    return { Discovery, insideProgram };
  });
}

/** Loads what calls the kernel. @throws CliError when the native module is missing */
export async function loadNative<T>(load: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux')
    throw new CliError(EXIT.noAgent, 'namespaces and cgroups are a thing of Linux', 'Run it there.');
  try {
    return await load();
  } catch (error) {
    // The first line; a module that is missing adds where it was looked for.
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new CliError(
      EXIT.noAgent,
      `the kernel interface cannot be loaded: ${why}`,
      'Install the package for this platform.',
    );
  }
}

/** Says on stderr what is missing from the answer. */
export function noteCompleteness(snapshot: Snapshot, output: Output): void {
  const missing = completeness(snapshot);
  if (missing) output.note(formatMessage(missing));
}
