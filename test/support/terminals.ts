import type { Enter } from '../../src/model/enter/enter.ts';
import type { ProcessId } from '../../src/model/process.ts';
import {
  AcknowledgeTerminal,
  CloseTerminal,
  OpenTerminal,
  ResizeTerminal,
  TerminalEnded,
  TerminalWrote,
  WriteTerminal,
} from '../../src/protocol/protocol.ts';
import type { TerminalEnd, TerminalText } from '../../src/protocol/terminal.ts';
import type { TestAgent } from './agents.ts';

/** Longest that something may take in a terminal, on a slow virtual machine. */
const PATIENCE_MS = 120_000;
const SIZE = { columns: 80, rows: 24 };

/** The terminals of an agent. */
export class TestTerminals {
  readonly #agent: TestAgent;
  readonly #all = new Map<number, TestTerminal>();

  constructor(agent: TestAgent) {
    this.#agent = agent;
    agent.connection.onNotification(TerminalWrote.method, ({ terminal, text }: TerminalText) =>
      this.#all.get(terminal)?.take(text),
    );
    agent.connection.onNotification(TerminalEnded.method, (end: TerminalEnd) =>
      this.#all.get(end.terminal)?.finish(end),
    );
  }

  /** @param acknowledges whether what is written is acknowledged at once */
  async open(enter: Enter, acknowledges = true): Promise<TestTerminal> {
    const terminal = new TestTerminal(this.#agent, this.#all.size, acknowledges);
    this.#all.set(terminal.id, terminal);
    const opened = await this.#agent.ask<{ process: ProcessId }>(OpenTerminal.method, {
      terminal: terminal.id,
      enter,
      size: SIZE,
    });
    terminal.process = opened.process;
    return terminal;
  }
}

/** One terminal, as a client sees it. */
export class TestTerminal {
  readonly id: number;
  readonly ended: Promise<TerminalEnd>;
  process: ProcessId = '';
  text = '';
  /** UTF-16 units that came, whether or not they are kept. */
  received = 0;
  /** Called with each text instead of keeping it. */
  onText: ((text: string) => void) | undefined;
  readonly #agent: TestAgent;
  readonly #acknowledges: boolean;
  readonly #woken = new Set<() => void>();
  #finish: (end: TerminalEnd) => void = () => {};

  constructor(agent: TestAgent, id: number, acknowledges: boolean) {
    this.#agent = agent;
    this.id = id;
    this.#acknowledges = acknowledges;
    this.ended = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  take(text: string): void {
    this.received += text.length;
    if (this.onText) this.onText(text);
    else this.text += text;
    if (this.#acknowledges) this.acknowledge(text.length);
    for (const wake of this.#woken) wake();
  }

  finish(end: TerminalEnd): void {
    this.#finish(end);
    for (const wake of this.#woken) wake();
  }

  type(text: string): void {
    this.#tell(WriteTerminal.method, { text });
  }

  acknowledge(count: number): void {
    this.#tell(AcknowledgeTerminal.method, { count });
  }

  resize(columns: number, rows: number): void {
    this.#tell(ResizeTerminal.method, { size: { columns, rows } });
  }

  /** An agent that has ended meanwhile takes nothing any more. */
  #tell(method: string, params: object): void {
    this.#agent.connection.sendNotification(method, { terminal: this.id, ...params }).catch(() => {});
  }

  close(): Promise<unknown> {
    return this.#agent.ask(CloseTerminal.method, { terminal: this.id });
  }

  /** What was written, once that matches. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    return this.when(() => pattern.exec(this.text), String(pattern));
  }

  /** The first answer that is not empty; asked again with each text. */
  async when<T>(answer: () => T | null | undefined | false, what: string): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = answer();
      if (found !== null && found !== undefined && found !== false) return found;
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`not in the terminal: ${what}\n${JSON.stringify(this.text.slice(-2000))}`);
      await this.#next(left);
    }
  }

  #next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timeout);
        this.#woken.delete(wake);
        resolve();
      };
      const timeout = setTimeout(wake, ms);
      this.#woken.add(wake);
    });
  }
}
