import { type ChildProcess, spawn } from 'node:child_process';
import { type Message, message } from '../../../base/message.ts';
import type { NamespaceId } from '../../../model/namespace.ts';
import type { NamespaceLabel } from '../../../model/network/labels.ts';
import type { Flow, ProbeResult } from '../../../model/network/path/report.ts';
import { parseAddress } from '../../../model/spec/address.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Discovery } from '../discovery.ts';

/** What the throw-away program is to send; addresses are their bytes. */
export interface ProbeQuestion {
  readonly source?: readonly number[];
  readonly destination: readonly number[];
  /** Of TCP; absent for a ping. */
  readonly port?: number;
  readonly size: number;
  /** How long an answer to one packet is waited for. */
  readonly patienceMs: number;
  readonly packets: number;
}

export type ProbeAnswer =
  | { readonly ms: number }
  | { readonly silent: true }
  | { readonly errno: string; readonly call: string };

/** As `ping -c 2 -W 1`: what has just come up may lose a packet, as the kernel looks at the state of links once a second only. */
const PACKETS = 2;
const PATIENCE_MS = 1000;
/** The program itself may take so long: on a host with much to do its start alone takes seconds. */
const TIMEOUT_MS = 60_000;

/** Really sends a packet from a network namespace, by a program that is thrown away. */
export class Prober {
  readonly #discovery: Discovery;
  readonly #program: string;

  /** @param program see `probeProgram` */
  constructor(discovery: Discovery, program: string) {
    this.#discovery = discovery;
    this.#program = program;
  }

  /** Pings, or connects by TCP. @throws ProtocolError gone, denied, failed, unsupported: nothing answers UDP by itself */
  async probe(namespace: NamespaceId, flow: Flow, label: NamespaceLabel): Promise<ProbeResult> {
    if (flow.protocol === 'udp') {
      throw new ProtocolError(
        'unsupported',
        message('Nothing has to answer a packet of UDP: that it arrives cannot be proved.'),
      );
    }
    const answer = await this.#ask(namespace, questionOf(flow));
    return { reaches: 'ms' in answer, command: commandOf(flow, label), text: textOf(answer, flow) };
  }

  async #ask(namespace: NamespaceId, question: ProbeQuestion): Promise<ProbeAnswer> {
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', cwd: '/' } as const;
    const child = this.#discovery.withNamespace(namespace, (fd) =>
      spawn(process.execPath, [this.#program, JSON.stringify(question)], {
        ...options,
        stdio: ['ignore', 'pipe', 'pipe', fd],
      }),
    );
    if (!child) throw new ProtocolError('denied', message('The namespace {0} cannot be opened.', namespace));
    return parseAnswer(await outputOf(child));
  }
}

function questionOf({ source, destination, port, size, protocol }: Flow): ProbeQuestion {
  return {
    ...(source !== '' && { source: bytesOf(source) }),
    destination: bytesOf(destination),
    ...(protocol === 'tcp' && port !== undefined && { port }),
    size,
    patienceMs: PATIENCE_MS,
    packets: PACKETS,
  };
}

function bytesOf(text: string): number[] {
  const { family, value } = parseAddress(text) ?? { family: 4, value: 0n };
  const length = family === 4 ? 4 : 16;
  return Array.from({ length }, (_, at) => Number((value >> BigInt(8 * (length - 1 - at))) & 0xffn));
}

/** What a person would type to see the same. */
export function commandOf(
  { source, destination, protocol, port, size }: Flow,
  { netns, enter }: NamespaceLabel,
): string[] {
  const headers = destination.includes(':') ? 48 : 28;
  const argv =
    protocol === 'tcp'
      ? ['nc', '-z', '-v', '-w', String(PACKETS), ...(source === '' ? [] : ['-s', source]), destination, String(port)]
      : [
          'ping',
          '-c',
          String(PACKETS),
          '-W',
          '1',
          ...(source === '' ? [] : ['-I', source]),
          '-M',
          'do',
          '-s',
          String(size - headers),
          destination,
        ];
  return netns === undefined ? [...(enter ?? []), ...argv] : ['ip', 'netns', 'exec', netns, ...argv];
}

function textOf(answer: ProbeAnswer, { destination, port }: Flow): Message {
  const to = port === undefined ? destination : message('{0} port {1}', destination, port);
  if ('ms' in answer) return message('{0} answered in {1} ms.', to, answer.ms.toFixed(2));
  if ('silent' in answer) return message('{0} did not answer within {1} s.', to, (PACKETS * PATIENCE_MS) / 1000);
  return message('{0} cannot be reached: {1}.', to, meaningOf(answer.errno));
}

function meaningOf(errno: string): Message | string {
  switch (errno) {
    case 'ENETUNREACH':
      return message('no route leads there (ENETUNREACH)');
    case 'EHOSTUNREACH':
      return message('nobody has the address, or a router says so (EHOSTUNREACH)');
    case 'ECONNREFUSED':
      return message('it is refused there (ECONNREFUSED)');
    case 'EMSGSIZE':
      return message('the packet is too large for the way (EMSGSIZE)');
    case 'EACCES':
      return message('a route or a router forbids it (EACCES)');
    case 'EADDRNOTAVAIL':
      return message('the sender does not have that address (EADDRNOTAVAIL)');
    case 'EPERM':
      return message('there is no right to send it, or the firewall drops it at once (EPERM)');
    default:
      return errno;
  }
}

function parseAnswer(text: string): ProbeAnswer {
  try {
    return JSON.parse(text) as ProbeAnswer;
  } catch {
    throw notSent(message('the program that sends it ended without an answer'));
  }
}

function notSent(why: Message | string): ProtocolError {
  const busy = message('Try again when the host has less to do.');
  return new ProtocolError('failed', message('The packet could not be sent: {0}.', why), busy);
}

function outputOf(child: ChildProcess): Promise<string> {
  // Nobody needs what it complains about: without an answer it failed.
  child.stderr?.resume();
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    child.once('error', ({ message: why }) => reject(notSent(why)));
    child.once('close', (_, signal) => {
      if (signal === null) resolve(text);
      else reject(notSent(message('the program that sends it was ended by {0}', signal)));
    });
  });
}
