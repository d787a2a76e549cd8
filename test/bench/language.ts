import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createProtocolConnection,
  type FormattingOptions,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { largeSpec } from '../support/large-spec.ts';

/** As the server is to be started: by itself Node.js lets memory grow to 450 MB, and nothing is faster. */
const FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=512'];
const SERVER = path.join(import.meta.dirname, '../support/programs/language-server.ts');
const URI = 'file:///bench/large.cspec';
const ROUNDS = 9;
/** Rounds before those that count: the code gets compiled. */
const WARM_UP = 4;

/** Medians in ms, and the memory of the server in MB. */
export interface LanguageMeasures {
  readonly diagnostics: number;
  readonly completion: number;
  readonly hover: number;
  readonly definition: number;
  readonly rename: number;
  readonly formatting: number;
  readonly memory: number;
}

/** An open file in a server of its own. */
class Session implements AsyncDisposable {
  readonly #process = spawn(process.execPath, [...FLAGS, SERVER], { stdio: ['pipe', 'pipe', 'inherit'] });
  readonly connection: ProtocolConnection;
  #version = 1;
  #diagnosed: (params: PublishDiagnosticsParams) => void = () => {};

  constructor() {
    const { stdin, stdout } = this.#process;
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) =>
      this.#diagnosed(params),
    );
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  async open(text: string): Promise<void> {
    const params = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: null };
    await this.connection.sendRequest('initialize', params);
    await this.connection.sendNotification('initialized', {});
    const textDocument = { uri: URI, languageId: 'cspec', version: this.#version, text };
    await this.diagnosedAfter('textDocument/didOpen', { textDocument });
  }

  /** Replaces a part of a line, and waits for the diagnostics of that. */
  edit(start: Position, length: number, text: string): Promise<number> {
    const range = { start, end: { line: start.line, character: start.character + length } };
    return this.diagnosedAfter('textDocument/didChange', {
      textDocument: { uri: URI, version: ++this.#version },
      contentChanges: [{ range, text }],
    });
  }

  async diagnosedAfter(method: string, params: object): Promise<number> {
    const began = performance.now();
    const told = new Promise<void>((resolve) => {
      this.#diagnosed = ({ version = this.#version }) => {
        if (version === this.#version) resolve();
      };
    });
    await this.connection.sendNotification(method, params);
    await told;
    return performance.now() - began;
  }

  async ask(method: string, more: object): Promise<number> {
    const began = performance.now();
    const answer = await this.connection.sendRequest<unknown>(method, { textDocument: { uri: URI }, ...more });
    const took = performance.now() - began;
    if (answer === null) throw new Error(`${method} found nothing`);
    return took;
  }

  /** Resident memory of the server, in MB. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / 1e6;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.connection.dispose();
    this.#process.kill();
    await ended;
  }
}

/** Where the last occurrence of a text ends. */
function endOfLast(text: string, what: string): Position {
  const before = text.slice(0, text.lastIndexOf(what) + what.length).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

async function median(work: (round: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) times.push(await work(round));
  const counted = times.slice(WARM_UP).toSorted((a, b) => a - b);
  return counted[Math.floor(ROUNDS / 2)] ?? 0;
}

/** Measures a server on a right file, at places near its end, where there is most to read. */
export async function measureLanguage(lines: number): Promise<LanguageMeasures> {
  // Indented by four: there is something to format on most lines.
  const text = largeSpec(lines).replace(/^( +)/gm, '$1$1');
  const options: FormattingOptions = { tabSize: 2, insertSpaces: true };
  const place = { position: endOfLast(text, 'interface eth0 on l') };
  const digit = endOfLast(text, 'mtu 1');
  await using session = new Session();
  await session.open(text);
  return {
    diagnostics: await median((round) => session.edit(digit, 1, String(round % 5))),
    completion: await median(() => session.ask('textDocument/completion', place)),
    hover: await median(() => session.ask('textDocument/hover', place)),
    definition: await median(() => session.ask('textDocument/definition', place)),
    rename: await median(() => session.ask('textDocument/rename', { ...place, newName: 'other' })),
    formatting: await median(() => session.ask('textDocument/formatting', { options })),
    memory: session.memory,
  };
}
