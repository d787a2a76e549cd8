import type { IPty } from 'node-pty';
import type { TerminalSize } from '../../protocol/terminal.ts';
import { closeAllOnExec } from '../kernel/fd.ts';
import type { Environment } from './environment.ts';

/** A pseudoterminal of node-pty with a program in it, and what its types leave out. */
export interface Pty extends IPty {
  /** The side that is read, and typed on; non-blocking. */
  readonly fd: number;
  /** Path of the other side: `/dev/pts/3`. */
  readonly ptsName: string;
}

export interface PtyProgram {
  readonly argv: readonly [string, ...string[]];
  readonly env: Environment;
  readonly directory: string;
  readonly size: TerminalSize;
}

/** Starts a program in a session and a terminal of its own. node-pty is loaded with the first. @throws Error when there is no terminal left */
export async function startPty({ argv, env, directory, size }: PtyProgram): Promise<Pty> {
  const { spawn } = await import('node-pty');
  closeAllOnExec();
  const [file, ...args] = argv;
  const options = { name: 'xterm-256color', cols: size.columns, rows: size.rows, cwd: directory, env: { ...env } };
  const pty = spawn(file, args, options);
  if (!isWhole(pty)) throw new Error('node-pty has changed');
  return pty;
}

function isWhole(pty: IPty): pty is Pty {
  return 'fd' in pty && typeof pty.fd === 'number' && 'ptsName' in pty && typeof pty.ptsName === 'string';
}
