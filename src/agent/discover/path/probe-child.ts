// A program of its own that enters the network namespace of descriptor 3, sends one packet, and ends.
// Its argument is the question as JSON, its output the answer.
import { SyscallError } from '../../kernel/errno.ts';
import { connectTcp, echo } from '../../kernel/internet-socket.ts';
import { inNetworkNamespace } from '../../kernel/network-namespace.ts';
import type { ProbeAnswer, ProbeQuestion } from './prober.ts';

const NAMESPACE_FD = 3;

function ask({ source, destination, port, size, timeoutMs }: ProbeQuestion): ProbeAnswer {
  const target = {
    destination: Uint8Array.from(destination),
    ...(source && { source: Uint8Array.from(source) }),
    timeoutMs,
  };
  try {
    const ms = inNetworkNamespace(NAMESPACE_FD, () =>
      port === undefined ? echo(target, size) : connectTcp(target, port),
    );
    return ms === undefined ? { silent: true } : { ms };
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    return { errno: error.errno, call: error.call };
  }
}

process.stdout.write(JSON.stringify(ask(JSON.parse(process.argv[2] ?? '') as ProbeQuestion)));
