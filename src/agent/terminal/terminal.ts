import { constants } from 'node:os';
import { type ProcessId, processId } from '../../model/process.ts';
import type { TerminalSize } from '../../protocol/terminal.ts';
import { SyscallError } from '../kernel/errno.ts';
import { close } from '../kernel/fd.ts';
import { pidfdOpen, pidfdSendSignal } from '../kernel/pidfd.ts';
import { signalName } from '../kernel/signal-name.ts';
import { setOutput } from '../kernel/tty.ts';
import { startTimeOf } from '../run/start-time.ts';
import { releaseWhenEntered } from './entered.ts';
import type { Entry } from './entrance.ts';
import { Input } from './input.ts';
import { Output } from './output.ts';
import type { Pty } from './pty.ts';

/** How its program ended. */
export interface Ended {
  readonly code: number;
  /** `SIGKILL`, where a signal ended it. */
  readonly signal?: string;
}

export interface TerminalEvents {
  readonly wrote: (text: string) => void;
  readonly ended: (how: Ended) => void;
}

/** An open terminal with the program that was started in it. */
export class Terminal {
  readonly process: ProcessId;
  readonly #pty: Pty;
  /** Undefined where its program has ended already. */
  readonly #pidfd: number | undefined;
  readonly #input: Input;
  readonly #output: Output;
  #over = false;

  constructor(pty: Pty, entry: Entry, { wrote, ended }: TerminalEvents) {
    this.#pty = pty;
    this.#pidfd = pidfdOf(pty.pid);
    this.process = processId(pty.pid, startTimeOf(pty.pid) ?? 0);
    this.#input = new Input(pty.fd);
    this.#output = new Output({ send: wrote, flow: (state) => this.#flow(state) });
    const release = releaseWhenEntered(pty.pid, entry);
    pty.onData((text) => this.#output.add(text));
    pty.onExit(({ exitCode, signal }) => {
      this.#over = true;
      release.dispose();
      this.#input.close();
      this.#output.flush();
      if (this.#pidfd !== undefined) close(this.#pidfd);
      ended({ code: exitCode, ...(signal && { signal: signalName(signal) }) });
    });
  }

  write(text: string): void {
    this.#input.add(text);
  }

  acknowledge(count: number): void {
    this.#output.acknowledge(count);
  }

  resize({ columns, rows }: TerminalSize): void {
    if (!this.#over) this.#pty.resize(columns, rows);
  }

  /** Hangs up: its program is told so, and ends unless it does not want to. */
  hangUp(): void {
    const pidfd = this.#pidfd;
    if (this.#over || pidfd === undefined) return;
    // A program that waits to write would not notice.
    this.#flow('flowing');
    for (const signal of [constants.signals.SIGHUP, constants.signals.SIGCONT]) {
      ignoringGone(() => pidfdSendSignal(pidfd, signal));
    }
  }

  #flow(state: 'stopped' | 'flowing'): void {
    // Once it has been hung up nobody writes any more.
    ignoringGone(() => setOutput(this.#pty.ptsName, state));
  }
}

function pidfdOf(pid: number): number | undefined {
  return ignoringGone(() => pidfdOpen(pid));
}

function ignoringGone<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof SyscallError) return undefined;
    throw error;
  }
}
