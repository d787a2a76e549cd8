import { readlinkSync } from 'node:fs';
import { NAMESPACE_KINDS } from '../../src/model/namespace.ts';
import { hierarchiesHere } from './groups.ts';
import { namesIn, textOf } from './readable.ts';

/** What the processes of the containers of an environment are, as the kernel tells it: lines that are the same for every way to make them. */
export function containerFacts(environment: string): string {
  const top = hierarchiesHere().flatMap(({ mount, controllers, version }) =>
    mount && (version === 2 || controllers.includes('pids')) ? [`${mount.path}/isolens-${environment}`] : [],
  )[0];
  return top === undefined ? '' : groupFacts(top, '').join('\n');
}

function groupFacts(directory: string, path: string): string[] {
  const pids = textOf(`${directory}/cgroup.procs`).split('\n').filter(Boolean);
  const below = namesIn(directory).filter((name) => namesIn(`${directory}/${name}`).length > 0);
  return [
    ...pids.map((pid) => `${path}: ${processFacts(pid)}`).toSorted(),
    ...below.flatMap((name) => groupFacts(`${directory}/${name}`, `${path}/${name}`)),
  ];
}

function processFacts(pid: string): string {
  const status = textOf(`/proc/${pid}/status`);
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '';
  const own = NAMESPACE_KINDS.filter((kind) => link(`/proc/${pid}/ns/${kind}`) !== link(`/proc/self/ns/${kind}`));
  const facts = {
    argv: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim(),
    uid: field('Uid'),
    gid: field('Gid'),
    groups: field('Groups').trim(),
    capabilities: ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map(field),
    noNewPrivs: field('NoNewPrivs'),
    seccomp: field('Seccomp'),
    depth: field('NSpid').split(/\s+/).length,
    own,
    uidMap: textOf(`/proc/${pid}/uid_map`).trim().replace(/\s+/g, ' '),
    mounts: own.includes('mnt') ? mounts(pid) : 'the same',
    limits: textOf(`/proc/${pid}/limits`),
    oomScoreAdj: textOf(`/proc/${pid}/oom_score_adj`).trim(),
    environment: textOf(`/proc/${pid}/environ`).split('\0').toSorted(),
    directory: link(`/proc/${pid}/cwd`),
  };
  return JSON.stringify(facts);
}

/** Where, what kind and with which flags; without numbers, and without those that the machine itself has. */
function mounts(pid: string): readonly string[] {
  const host = new Set(textOf('/proc/self/mountinfo').split('\n').map(mountOf));
  return textOf(`/proc/${pid}/mountinfo`)
    .split('\n')
    .map(mountOf)
    .filter((line) => !host.has(line));
}

function mountOf(line: string): string {
  const [, , , , point = '', flags = ''] = line.split(' ');
  return `${point} ${flags} ${/ - (\S+)/.exec(line)?.[1] ?? ''}`;
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
