import type { Host } from '../../src/model/host.ts';
import { INITIAL_INODES, type Namespace, type NamespaceKind } from '../../src/model/namespace.ts';
import { type Process, processId } from '../../src/model/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

const HOST: Host = {
  id: '0123456789ab',
  hostname: 'host',
  bootId: 'boot',
  kernel: { release: '6.18.0', version: '#1', machine: 'x86_64' },
  cpu: { guest: false },
  cgroups: { mode: 'v2', mounts: [] },
  userNamespaces: {},
  agent: { uid: 0, capEff: '000001ffffffffff', noNewPrivs: false, level: 'root' },
  features: { nsGetId: true, listns: false, processEvents: true },
  namespaces: {},
  cpus: 1,
  memory: 1,
  bootTime: 1,
  clockTicks: 100,
};

/** A host with some facts changed. */
export function aHost(facts: Partial<Host> = {}): Host {
  return { ...HOST, ...facts };
}

/** A namespace with that inode number; an initial one where the kernel gives the number to those. */
export function aNamespace(kind: NamespaceKind, inode: number, facts: Partial<Namespace> = {}): Namespace {
  const initial = INITIAL_INODES[kind] === inode;
  const id = `${kind}:[${inode}]${initial ? '' : `#${inode}`}`;
  return { id, kind, inode, initial, nprocs: 0, pins: [], ...facts };
}

/** A process that started at tick 100. */
export function aProcess(pid: number, facts: Partial<Process> = {}): Process {
  return {
    id: processId(pid, facts.startTime ?? 100),
    pid,
    ppid: 1,
    startTime: 100,
    uid: 0,
    comm: 'sh',
    argv: ['sh'],
    nspid: [pid],
    threads: 1,
    state: 'alive',
    namespaces: {},
    cgroups: [],
    ...facts,
  };
}

/** A snapshot of these. */
export function aSnapshot(
  namespaces: readonly Namespace[] = [],
  processes: readonly Process[] = [],
  facts: Partial<Snapshot> = {},
): Snapshot {
  return {
    version: 1,
    time: 1,
    host: aHost(),
    namespaces: Object.fromEntries(namespaces.map((ns) => [ns.id, ns])),
    processes: Object.fromEntries(processes.map((process) => [process.id, process])),
    containers: {},
    hierarchies: [],
    cgroups: {},
    completeness: { processes: processes.length, unreadable: 0, hidden: false },
    problems: [],
    ...facts,
  };
}
