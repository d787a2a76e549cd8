import { message } from '../../../base/message.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { CommandAction } from '../action.ts';
import type { PlanHost } from '../host.ts';
import type { Resource } from '../resource.ts';

/** The unit of systemd that an environment has its groups below. */
export function unitName(environment: string): string {
  return `isolens-${environment}.service`;
}

/** Its group, from the root of cgroup v2. */
export function unitPath(environment: string, { manager }: PlanHost): string {
  return `${manager === '/' ? '' : manager}/isolens.slice/${unitName(environment)}`;
}

/** Goes out of the way of the groups of the environment, and stays: a unit lives as long as a process of it. */
const KEEPER =
  'd=/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/self/cgroup); mkdir "$d/keeper" && echo $$ >"$d/keeper/cgroup.procs" && systemd-notify --ready && exec sleep infinity';

/** Ends it, and with it the group that systemd had handed over. */
export function unitRemoval(environment: string, { user }: PlanHost): CommandAction {
  return { kind: 'command', argv: ['systemctl', ...(user ? ['--user'] : []), 'stop', unitName(environment)] };
}

/**
 * Where systemd is the only writer of cgroup v2: a unit whose group it leaves to us (systemd.resource-control(5),
 * Delegate=).
 */
export function unitResources(spec: ResolvedSpec, host: PlanHost): readonly Resource[] {
  if (host.groups !== 'unit' || (spec.containers.length === 0 && spec.cgroups.length === 0)) return [];
  const name = unitName(spec.environment);
  const user = host.user ? ['--user'] : [];
  return [
    {
      id: name,
      of: spec.environment,
      effect: message('Let systemd hand a group of its own to the environment: {0}', name),
      call: 'StartTransientUnit',
      make: [
        {
          kind: 'command',
          argv: [
            'systemd-run',
            ...user,
            '--quiet',
            // Else one that failed stays, and another of that name cannot be made.
            '--collect',
            `--unit=${name}`,
            '--slice=isolens.slice',
            '--service-type=notify',
            '--property=NotifyAccess=all',
            '--property=Delegate=yes',
            '--property=KillMode=mixed',
            '--property=TasksMax=infinity',
            '--',
            '/bin/sh',
            '-c',
            // A specifier of systemd.
            KEEPER.replaceAll('$', '$$$$'),
          ],
        },
      ],
      remove: [unitRemoval(spec.environment, host)],
      mark: name,
      needs: [],
      within: [],
      declared: { unit: name },
      look: { units: [name] },
      observe: ({ units }) => (units.has(name) ? { state: 'there', real: { unit: name } } : { state: 'absent' }),
    },
  ];
}
