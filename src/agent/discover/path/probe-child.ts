// A program of its own that enters the network namespace of descriptor 3, sends a packet until one is answered, and ends.
// Its argument is the question as JSON, its output the answer.
import { SyscallError } from '../../kernel/errno.ts';
import { connectTcp, echo } from '../../kernel/internet-socket.ts';
import { inNetworkNamespace } from '../../kernel/network-namespace.ts';
import type { ProbeAnswer, ProbeQuestion } from './prober.ts';

const NAMESPACE_FD = 3;

function ask(question: ProbeQuestion): ProbeAnswer {
  try {
    const ms = inNetworkNamespace(NAMESPACE_FD, () => send(question));
    return ms === undefined ? { silent: true } : { ms };
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    return { errno: error.errno, call: error.call };
  }
}

/** TCP sends its first packet again by itself. */
function send({ source, destination, port, size, patienceMs, packets }: ProbeQuestion): number | undefined {
  const ends = { destination: Uint8Array.from(destination), ...(source && { source: Uint8Array.from(source) }) };
  if (port !== undefined) return connectTcp({ ...ends, timeoutMs: packets * patienceMs }, port);
  for (let sent = 0; sent < packets; sent++) {
    const ms = echo({ ...ends, timeoutMs: patienceMs }, size);
    if (ms !== undefined) return ms;
  }
  return undefined;
}

process.stdout.write(JSON.stringify(ask(JSON.parse(process.argv[2] ?? '') as ProbeQuestion)));
