import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type {
  OpenTerminalParams,
  TerminalEnd,
  TerminalId,
  TerminalSize,
  TerminalText,
} from '../../protocol/terminal.ts';
import type { Entrance } from './entrance.ts';
import { TERMINAL_VARIABLE } from './environment.ts';
import { startPty } from './pty.ts';
import { Terminal } from './terminal.ts';
import { Warden } from './warden.ts';

/** So many may be open at once. */
const MOST = 100;

export interface TerminalsOptions {
  readonly entrance: Entrance;
  /** Pid and start time of this process. */
  readonly agent: string;
  /** What processes have in their environment, before the number of the terminal that they were started in. */
  readonly onMark: (mark: string) => void;
  readonly wrote: (text: TerminalText) => void;
  readonly ended: (end: TerminalEnd) => void;
}

/** The terminals of one client. They end with the agent, whatever ends that. */
export class Terminals {
  readonly #options: TerminalsOptions;
  readonly #warden: Warden;
  /** `opening` while a program is being started. */
  readonly #all = new Map<TerminalId, Terminal | 'opening'>();

  constructor(options: TerminalsOptions) {
    this.#options = options;
    this.#warden = new Warden(options.agent);
  }

  /** Starts a program where it is wanted. @throws ProtocolError refused, denied, gone, busy, invalid, unsupported; SyscallError */
  async open({ terminal, enter, size }: OpenTerminalParams): Promise<Terminal> {
    if (this.#all.has(terminal)) throw new ProtocolError('invalid', message('Terminal {0} is open already.', terminal));
    if (this.#all.size >= MOST) throw new ProtocolError('busy', message('{0} terminals are open.', MOST));
    this.#all.set(terminal, 'opening');
    try {
      const entry = await this.#options.entrance.open(enter);
      const opened = await this.#start(terminal, entry, size);
      this.#all.set(terminal, opened);
      return opened;
    } catch (error) {
      this.#all.delete(terminal);
      throw error;
    }
  }

  write({ terminal, text }: TerminalText): void {
    this.#find(terminal)?.write(text);
  }

  resize(terminal: TerminalId, size: TerminalSize): void {
    this.#find(terminal)?.resize(size);
  }

  acknowledge(terminal: TerminalId, count: number): void {
    this.#find(terminal)?.acknowledge(count);
  }

  /** Ends it; that it has ended is told as always. */
  close(terminal: TerminalId): void {
    this.#find(terminal)?.hangUp();
    this.#warden.finish(terminal);
  }

  async #start(id: TerminalId, entry: Awaited<ReturnType<Entrance['open']>>, size: TerminalSize): Promise<Terminal> {
    const { wrote, ended, onMark } = this.#options;
    onMark(this.#warden.mark);
    try {
      const env = { ...entry.env, COLORTERM: 'truecolor', [TERMINAL_VARIABLE]: this.#warden.watch(id) };
      const pty = await startPty({ ...entry, env, size });
      return new Terminal(pty, entry, {
        wrote: (text) => wrote({ terminal: id, text }),
        ended: (how) => {
          this.#all.delete(id);
          this.#warden.finish(id);
          ended({ terminal: id, ...how });
        },
      });
    } catch (error) {
      entry.release();
      throw error;
    }
  }

  #find(terminal: TerminalId): Terminal | undefined {
    const found = this.#all.get(terminal);
    return found === 'opening' ? undefined : found;
  }
}
