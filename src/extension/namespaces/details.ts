import { type Message, message } from '../../base/message.ts';
import { containerLabel } from '../../model/container.ts';
import { type IdMapRange, type Inside, kernelName, type Namespace } from '../../model/namespace.ts';
import { commandLine, type Process } from '../../model/process.ts';
import type { Detail } from '../document-lines.ts';
import type { Words } from '../row.ts';
import { kindName, processCount } from './row.ts';
import type { SnapshotIndex } from './snapshot-index.ts';

function present(rows: readonly (readonly [Message, Words | undefined])[]): Detail[] {
  return rows.filter((row): row is Detail => row[1] !== undefined && row[1] !== '');
}

/** All that is known of a namespace; `inside` as it was looked at a moment ago, where it was. */
export function namespaceDetails(index: SnapshotIndex, ns: Namespace, inside = ns.inside): Detail[] {
  const leader = index.process(ns.leader);
  const container = ns.container === undefined ? undefined : index.snapshot.containers[ns.container];
  const name = (id: string | undefined) => {
    const other = index.namespace(id);
    return other && [kernelName(other), other.name].filter(Boolean).join(' ');
  };
  return present([
    [message('Namespace'), kernelName(ns)],
    [message('Kind'), kindName(ns.kind)],
    [message('Name'), ns.name],
    [message('Never-reused id'), ns.nsid],
    [message('Initial'), ns.initial ? message('yes: it lives as long as the kernel') : undefined],
    [message('Parent'), name(ns.parent)],
    [message('Owner'), name(ns.owner)],
    [message('Owner uid'), ns.ownerUid === undefined ? undefined : String(ns.ownerUid)],
    [message('Container'), container && `${containerLabel(container)} ${container.nativeId}`],
    [message('Processes'), processCount(ns.nprocs)],
    [message('Leader'), leader && `${leader.pid} ${commandLine(leader)}`],
    ...insideDetails(inside),
  ]);
}

function count(number: number | undefined): string | undefined {
  return number === undefined ? undefined : String(number);
}

function seconds(nanoseconds: string | undefined): string | undefined {
  return nanoseconds === undefined ? undefined : `${Number(BigInt(nanoseconds) / 1_000_000n) / 1000} s`;
}

function maps(ranges: readonly IdMapRange[] | undefined): string | undefined {
  return ranges?.map(({ inside, outside, count: length }) => `${inside} → ${outside} (${length})`).join(', ');
}

function insideDetails(inside: Inside | undefined): (readonly [Message, Words | undefined])[] {
  switch (inside?.kind) {
    case undefined:
      return [];
    case 'uts':
      return [
        [message('Host name'), inside.nodename],
        [message('Domain name'), inside.domainname],
      ];
    case 'user':
      return [
        [message('uid_map (inside → outside)'), maps(inside.uidMap)],
        [message('gid_map (inside → outside)'), maps(inside.gidMap)],
        [message('setgroups'), inside.setgroups],
      ];
    case 'time':
      return [
        [message('Monotonic clock offset'), seconds(inside.monotonic)],
        [message('Boot clock offset'), seconds(inside.boottime)],
      ];
    case 'pid':
      return [[message('Depth'), count(inside.depth)]];
    case 'ipc':
      return [
        [message('Message queues'), count(inside.queues)],
        [message('Semaphore sets'), count(inside.semaphoreSets)],
        [message('Shared memory segments'), count(inside.segments)],
        [message('POSIX message queues'), count(inside.posixQueues)],
      ];
    case 'mnt':
      return [
        [message('Mounts'), count(inside.mounts)],
        [message('Root'), inside.root],
      ];
    case 'cgroup':
      return Object.entries(inside.roots ?? {}).map(([controllers, path]) => [
        message('Root of {0}', controllers || 'v2'),
        path,
      ]);
    case 'net':
      return [[message('Links'), count(inside.links)]];
  }
}

/** All that is known of a process; `argv` whole where it was read a moment ago. */
export function processDetails(index: SnapshotIndex, process: Process, argv = process.argv): Detail[] {
  const container = process.container === undefined ? undefined : index.snapshot.containers[process.container];
  const { host } = index.snapshot;
  const started = new Date((host.bootTime + process.startTime / host.clockTicks) * 1000).toISOString();
  return present([
    [message('Process'), `${process.pid} ${process.comm}`],
    [message('Command line'), argv.length > 0 ? argv.join(' ') : undefined],
    [message('User'), `${process.user ?? ''} (${process.uid})`],
    [message('Parent process'), String(process.ppid)],
    [message('Started'), started],
    [message('Threads'), String(process.threads)],
    [message('NSpid (outside → inside)'), process.nspid.length > 1 ? process.nspid.join(' → ') : undefined],
    [message('Container'), container && containerLabel(container)],
    ...Object.values(process.namespaces).map((id): [Message, string] => {
      const ns = index.namespace(id);
      return [message('Namespace'), ns ? [kernelName(ns), ns.name].filter(Boolean).join(' ') : id];
    }),
    ...process.cgroups.map((group): [Message, string] => [
      message('Cgroup {0}', group.controllers || 'v2'),
      group.path,
    ]),
  ]);
}
