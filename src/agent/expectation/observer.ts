import { message } from '../../base/message.ts';
import type { Observation, SeenProcess } from '../../model/expectation/observation.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import type { ListeningSocket } from '../../model/network/network-inside.ts';
import type { PathEnd, PathQuestion, PathReport, ProbeResult } from '../../model/network/path/report.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { SpecExpectation, SpecReaches, SpecSubject } from '../../model/spec/expectation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { SyscallError } from '../kernel/errno.ts';
import type { EnvironmentView } from './environment-view.ts';
import { oomKillsIn } from './group-reader.ts';

export interface ObserverOptions {
  /** Computes a path and sends a packet. @throws ProtocolError, SyscallError */
  readonly explain: (question: PathQuestion) => Promise<{ readonly report: PathReport; readonly probe?: ProbeResult }>;
  /** Sockets that wait for others in a network namespace. @throws ProtocolError, SyscallError */
  readonly listening: (namespace: NamespaceId) => Promise<readonly ListeningSocket[]>;
}

/** The environment and its host at one moment. */
export interface Scene {
  readonly view: EnvironmentView;
  readonly snapshot: Snapshot;
}

/** Looks at what is expected. Changes nothing; the only packets are those that prove a path. */
export class Observer {
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** What is there now. What cannot be looked at is told, not thrown. */
  async observe(expectation: SpecExpectation, scene: Scene): Promise<Observation> {
    try {
      return await this.#look(expectation, scene);
    } catch (error) {
      if (error instanceof ProtocolError) return { kind: 'unseen', why: error.data.message };
      if (error instanceof SyscallError)
        return { kind: 'unseen', why: message('{0} failed: {1}.', error.call, error.errno) };
      throw error;
    }
  }

  async #look(expectation: SpecExpectation, scene: Scene): Promise<Observation> {
    const { view } = scene;
    const { subject } = expectation;
    switch (expectation.kind) {
      case 'reaches':
        return this.#reach(expectation, scene);
      case 'listens': {
        const sockets = await this.#options.listening(networkOf(subject, scene));
        return { kind: 'listens', sockets: sockets.filter(({ protocol }) => protocol === 'tcp') };
      }
      case 'oom_killed':
        return { kind: 'oom_killed', kills: oomKillsIn(groupsOf(subject, view)) };
      case 'processes':
        return { kind: 'processes', processes: processesOf(subject, view) };
      case 'exits': {
        const exit = view.exitOf(subject.name);
        if (!exit) throw absent(subject);
        return { kind: 'exits', exit };
      }
    }
  }

  async #reach({ subject, to, port }: SpecReaches, scene: Scene): Promise<Observation> {
    const end: PathEnd = to.kind === 'address' ? { address: to.address } : { namespace: networkOf(to, scene) };
    const question: PathQuestion = {
      from: { namespace: networkOf(subject, scene) },
      to: end,
      ...(port !== undefined && { protocol: 'tcp' as const, port }),
    };
    return { kind: 'reaches', ...(await this.#options.explain(question)) };
  }
}

/** @throws ProtocolError gone */
function networkOf(subject: SpecSubject, { view, snapshot }: Scene): NamespaceId {
  const inode = view.networkOf(subject);
  const found = Object.values(snapshot.namespaces).find((each) => each.kind === 'net' && each.inode === inode);
  if (!found) throw absent(subject);
  return found.id;
}

/** @throws ProtocolError gone */
function groupsOf(subject: SpecSubject, view: EnvironmentView): readonly string[] {
  const groups = view.groupsOf(subject);
  if (groups.length === 0) throw absent(subject);
  return groups;
}

/** @throws ProtocolError gone */
function processesOf(subject: SpecSubject, view: EnvironmentView): readonly SeenProcess[] {
  const processes = view.processesOf(subject);
  if (!processes) throw absent(subject);
  return processes;
}

function absent({ kind, name }: SpecSubject): ProtocolError {
  const sentence = kind === 'container' ? message('{0} does not run.', name) : message('{0} is not there.', name);
  return new ProtocolError('gone', sentence);
}
