import * as vscode from 'vscode';
import { message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { Enter } from '../../model/enter/enter.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  AcknowledgeTerminal,
  CloseTerminal,
  type Notification,
  OpenTerminal,
  ResizeTerminal,
  WriteTerminal,
} from '../../protocol/protocol.ts';
import { MOST_TERMINAL_TEXT, type TerminalEnd, type TerminalId } from '../../protocol/terminal.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import { sentenceOf } from '../ui.ts';
import { ScreenFlow } from './screen-flow.ts';

/** Of a terminal that VS Code has not given a size yet. */
const SIZE = { columns: 80, rows: 30 };

export interface NamespaceTerminalOptions {
  readonly id: TerminalId;
  readonly enter: Enter;
  readonly agent: AgentClient;
  /** Lines before what its program writes: what is run, as it can be typed. Printable. */
  readonly remarks: readonly string[];
}

/** A terminal of VS Code whose program the agent runs. What its end was stays in sight until a key is pressed. */
export class NamespaceTerminal implements vscode.Pseudoterminal {
  readonly #options: NamespaceTerminalOptions;
  readonly #wrote = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number | void>();
  readonly #flow = new ScreenFlow({
    show: (text) => this.#wrote.fire(text),
    taken: (count) => this.#tell(AcknowledgeTerminal, { terminal: this.#options.id, count }),
  });
  #state: 'running' | 'over' = 'running';
  #code: number | undefined;
  #size = SIZE;
  /** What is typed before its program is there; undefined from then on. */
  #early: string | undefined = '';

  readonly onDidWrite = this.#wrote.event;
  readonly onDidClose = this.#closed.event;

  constructor(options: NamespaceTerminalOptions) {
    this.#options = options;
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    if (dimensions) this.#size = dimensions;
    for (const line of this.#options.remarks) this.#wrote.fire(`${faint(line)}\r\n`);
    void this.#start();
  }

  close(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#end();
  }

  handleInput(data: string): void {
    const typed = this.#flow.typed(data);
    if (typed === '') return;
    if (this.#state === 'over') this.#closed.fire(this.#code);
    else if (this.#early !== undefined) this.#early += typed;
    else this.#type(typed);
  }

  setDimensions({ columns, rows }: vscode.TerminalDimensions): void {
    this.#size = { columns, rows };
    this.#tell(ResizeTerminal, { terminal: this.#options.id, size: this.#size });
  }

  /** What its program writes. */
  write(output: string): void {
    this.#flow.write(output);
  }

  /** A line of Isolens among what the program writes. */
  remark(sentence: string): void {
    this.#wrote.fire(`\r\n${faint(`── ${sentence}`)}\r\n`);
  }

  /** Its program has ended. A shell that was left in peace leaves nothing to read. */
  finish({ code, signal }: TerminalEnd): void {
    if (this.#state === 'over') return;
    if (code === 0 && signal === undefined && !this.#options.enter.command) {
      this.#state = 'over';
      this.#closed.fire(0);
      return;
    }
    this.#over(
      signal === undefined
        ? vscode.l10n.t('Ended with exit code {0}. Press any key to close the terminal.', code)
        : vscode.l10n.t('Ended by {0}. Press any key to close the terminal.', signal),
      code,
    );
  }

  /** The agent has gone, and its programs with it. */
  lose(): void {
    if (this.#state === 'over') return;
    this.#over(vscode.l10n.t('Terminal lost: the agent has ended, and with it what ran here. Press any key to close.'));
  }

  #over(sentence: string, code?: number): void {
    this.#state = 'over';
    this.#code = code;
    this.remark(sentence);
  }

  async #start(): Promise<void> {
    const { agent, id, enter } = this.#options;
    const size = this.#size;
    try {
      await agent.request(OpenTerminal, { terminal: id, enter, size });
      if (this.#state === 'over') return this.#end();
      const early = this.#early ?? '';
      this.#early = undefined;
      this.#type(early);
      // It may have got its size while the program was started.
      if (this.#size !== size) this.#tell(ResizeTerminal, { terminal: this.#options.id, size: this.#size });
    } catch (error) {
      const why =
        error instanceof ProtocolError
          ? error.data
          : { message: message('It failed: {0}', String(error)), hint: message('See the log for details.') };
      this.#over(printable(sentenceOf(why), 1000));
    }
  }

  #type(typed: string): void {
    for (let at = 0; at < typed.length; at += MOST_TERMINAL_TEXT) {
      this.#tell(WriteTerminal, { terminal: this.#options.id, text: typed.slice(at, at + MOST_TERMINAL_TEXT) });
    }
  }

  /** An agent that has gone has taken it with it. */
  #end(): void {
    const { agent, id } = this.#options;
    agent.request(CloseTerminal, { terminal: id }).catch(() => {});
  }

  #tell<P>(notification: Notification<P>, params: P): void {
    if (this.#state === 'running') this.#options.agent.notify(notification, params);
  }
}

function faint(line: string): string {
  return `\u001b[2m${line}\u001b[22m`;
}
