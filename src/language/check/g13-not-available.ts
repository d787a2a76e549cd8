import { message } from '../../base/message.ts';
import { type InterfaceFile, interfaceFile } from '../../model/cgroup/interface-file.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import { defineCheck } from './check.ts';

/** Names of a controller of v2 in v1, where they differ. */
const IN_V1: Readonly<Record<string, string>> = { io: 'blkio' };

function isThere({ controller }: InterfaceFile, { controllers }: NonNullable<HostFacts['cgroups']>): boolean {
  if (controller === 'core') return true;
  return controllers.includes(controller) || controllers.includes(IN_V1[controller] ?? controller);
}

export const g13 = defineCheck({
  code: 'G13',
  severity: 'warning',
  title: 'A limit that this host cannot set',
  explanation:
    'The controller of this file is not in the kernel, is switched off, or belongs to another tree; or the host uses cgroup v1, ' +
    'which has nothing for it. The environment comes up without this limit. Told only where the host is known.',
  on: ['Knob'],
  check(node, { facts, report }) {
    const cgroups = facts?.cgroups;
    const file = node.key === undefined ? undefined : interfaceFile(node.key);
    if (!cgroups || file?.use !== 'limit') return;
    const at = { node, property: 'key' };
    if (!isThere(file, cgroups)) {
      return report(at, { message: message('This host has no controller {0}.', file.controller) });
    }
    if (cgroups.mode !== 'v2' && file.v1?.file === undefined) {
      report(at, { message: message('This host uses cgroup v1, which has nothing for {0}.', node.key) });
    }
  },
});
