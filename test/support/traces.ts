import { spawnSync } from 'node:child_process';

import { hierarchiesHere } from './groups.ts';
import { namesIn, textOf } from './readable.ts';

/**
 * All that an environment could leave behind on this host, as lines: names of network namespaces with their links and routes,
 * mounts, groups, rules of nftables, forwarding, what is written down, processes of supervisors.
 *
 * @param test what the names of its environments begin with: other tests may run beside it
 */
export function traces(test: string): string {
  const names = namesIn('/run/netns');
  return [
    ...names.map((name) => `netns ${name}`),
    ...[undefined, ...names].flatMap((name) => networkLines(name)),
    ...textOf('/proc/self/mountinfo')
      .split('\n')
      // Copied from the machine, where another test made and deletes them.
      .filter((line) => !line.includes(' /run/netns/itest-'))
      .map((line) => line.replace(/^\d+ \d+ /, 'mount ')),
    ...groups(`isolens-${test}`),
    ...output('nft', ['list', 'ruleset'])
      .split('\n')
      .map((line) => `nft ${line}`),
    `ip_forward ${textOf('/proc/sys/net/ipv4/ip_forward')}`,
    ...namesIn('/run/isolens').map((name) => `state ${name}`),
    ...namesIn('/etc/netns').map((name) => `resolver ${name}`),
    ...supervisors(`/run/isolens/${test}`),
  ].join('\n');
}

function networkLines(netns: string | undefined): string[] {
  const where = netns === undefined ? [] : ['-n', netns];
  const commands = [['-o', 'link'], ['-o', 'addr'], ['route'], ['-6', 'route']];
  return commands.flatMap((words) =>
    output('ip', [...where, ...words])
      .split('\n')
      .map((line) => `${netns ?? 'host'} ${line.replace(/valid_lft.*/, '')}`),
  );
}

function groups(prefix: string): string[] {
  return hierarchiesHere().flatMap(({ mount }) =>
    namesIn(mount?.path ?? '').flatMap((name) => (name.startsWith(prefix) ? [`group ${mount?.path}/${name}`] : [])),
  );
}

/** Processes that were started for an environment of a test, whoever lives on. */
function supervisors(place: string): string[] {
  return namesIn('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const line = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    return line.includes(place) ? [`process ${pid} ${line}`] : [];
  });
}

function output(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}
