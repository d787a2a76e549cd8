import { message } from '../../base/message.ts';
import { commandLine, type Process, type ProcessId, parseProcessId } from '../process.ts';
import type { Snapshot } from '../snapshot.ts';
import type { OperationType, Refusal } from './operation.ts';

/** Sends a signal to a process through a pidfd (pidfd_send_signal(2)), so that a reused pid is never hit. */
export interface SignalProcess {
  readonly kind: 'process.signal';
  readonly process: ProcessId;
  readonly signal: SignalName;
}

/** The signals that are offered, with their numbers on Linux x86 and Arm (signal(7)). */
export const SIGNALS = {
  SIGTERM: 15,
  SIGKILL: 9,
  SIGINT: 2,
  SIGHUP: 1,
  SIGQUIT: 3,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGSTOP: 19,
  SIGCONT: 18,
} as const;
export type SignalName = keyof typeof SIGNALS;

/** The signal after which everything is as before; none where the first one changes nothing or cannot be taken back. */
function reverseOf(signal: SignalName, process: Process | undefined): SignalName | undefined {
  const stopped = process?.state === 'stopped';
  if (signal === 'SIGSTOP' && !stopped) return 'SIGCONT';
  return signal === 'SIGCONT' && stopped ? 'SIGSTOP' : undefined;
}

function refusals(operation: SignalProcess, snapshot: Snapshot): Refusal[] {
  const wanted = parseProcessId(operation.process);
  if (!wanted || !Object.hasOwn(SIGNALS, operation.signal)) {
    return [
      {
        code: 'invalid',
        message: message('Not a process or not a signal.'),
        remedy: message('Choose a process from the view.'),
      },
    ];
  }
  if (wanted.pid === 1)
    return [
      {
        code: 'protected',
        message: message('Process 1 runs the whole host.'),
        remedy: message('Use the host’s own tools for it.'),
      },
    ];
  if (snapshot.processes[operation.process]) return [];
  const reused = Object.values(snapshot.processes).some((process) => process.pid === wanted.pid);
  return reused
    ? [
        {
          code: 'changed',
          message: message('Pid {0} is another process now.', wanted.pid),
          remedy: message('Look at it again before signalling it.'),
        },
      ]
    : [
        {
          code: 'missing',
          message: message('Process {0} has ended.', wanted.pid),
          remedy: message('Nothing is left to do.'),
        },
      ];
}

export const signalProcess: OperationType<SignalProcess> = {
  describe(operation, snapshot) {
    const wanted = parseProcessId(operation.process);
    const process = wanted && snapshot.processes[operation.process];
    const pid = wanted?.pid ?? 0;
    const what = process ? `${pid} (${commandLine(process)})` : pid;
    const reverse = reverseOf(operation.signal, process);
    const isInit = process !== undefined && process.nspid.length > 1 && process.nspid.at(-1) === 1;
    return {
      title: message('Send {0} to process {1}', operation.signal, what),
      steps: [
        {
          effect: message('Send {0}', operation.signal),
          command: ['kill', '-s', operation.signal.slice(3), '--', String(pid)],
          call: `pidfd_send_signal(${operation.signal})`,
        },
      ],
      danger: operation.signal === 'SIGCONT' ? 'none' : 'harm',
      warnings: isInit
        ? [message('It is pid 1 of a pid namespace: when it ends, the kernel kills every process in that namespace.')]
        : [],
      refusals: refusals(operation, snapshot),
      ...(reverse && { undo: { ...operation, signal: reverse } }),
    };
  },
};
