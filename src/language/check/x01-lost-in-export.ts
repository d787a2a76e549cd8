import type { AstNode } from 'langium';
import { message } from '../../base/message.ts';
import { EXPORT_NAMES, type ExportTarget, keepsKnob } from '../../model/spec/export-target.ts';
import { isContainer, isKnob } from '../generated/ast.ts';
import { nodesOf } from '../nodes.ts';
import { defineCheck } from './check.ts';

/** Statements that a target has no word for; bridges and published ports are networks and services there. */
const LOST: Readonly<Record<ExportTarget, ReadonlySet<string>>> = {
  compose: new Set(['Veth', 'Vxlan', 'Ipvlan', 'Vlan', 'Route', 'Nat', 'Gateway', 'Clock', 'IdMap', 'Cgroup', 'Netem']),
  kubernetes: new Set([
    'Veth',
    'Bridge',
    'Vxlan',
    'Macvlan',
    'Ipvlan',
    'Vlan',
    'Netem',
    'Interface',
    'Route',
    'Nat',
    'Clock',
    'IdMap',
    'Cgroup',
    'Rlimit',
    'Device',
    'OomScore',
    'After',
  ]),
};

function isLost(node: AstNode, target: ExportTarget): boolean {
  if (isKnob(node)) return node.key !== undefined && !keepsKnob(target, node.key);
  return LOST[target].has(node.$type);
}

export const x01 = defineCheck({
  code: 'X01',
  severity: 'information',
  title: 'Something that an export loses',
  explanation:
    'Compose and Kubernetes have no words for single links, routes, clocks or maps of ids, and for few of the cgroup files. Exports leave those ' +
    'out and say so; this tells it beforehand, for the targets in the setting `isolens.cspec.exports`. A shell script and an OCI bundle lose nothing.',
  on: ['Spec'],
  check(spec, { exports, report }) {
    if (!spec.elements.some(isContainer)) return;
    for (const target of exports) {
      const seen = new Set<string>();
      for (const node of nodesOf(spec)) {
        const kind = isKnob(node) ? node.key : node.$type;
        if (seen.has(kind) || !isLost(node, target)) continue;
        seen.add(kind);
        const [word = ''] = node.$cstNode?.text.split(/[\s={]/, 1) ?? [];
        report(
          { node, ...(isKnob(node) ? { property: 'key' } : { keyword: word }) },
          {
            message: message('An export to {0} loses {1}.', EXPORT_NAMES[target], word),
          },
        );
      }
    }
  },
});
