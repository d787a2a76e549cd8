import { type AstNode, AstUtils } from 'langium';
import { message } from '../../base/message.ts';
import { isClock, isKnob, isLimits, isRlimit, isSysctl, type Knob } from '../generated/ast.ts';
import { defineCheck, type Fix } from './check.ts';
import { remove, spanOf } from './spans.ts';

/** Statements of which the last one holds, with the word that they begin with. */
const ONCE: Readonly<Record<string, string>> = {
  Rootfs: 'rootfs',
  Image: 'image',
  Namespaces: 'namespaces',
  Hostname: 'hostname',
  Capabilities: 'capabilities',
  NoNewPrivs: 'no_new_privs',
  Workdir: 'workdir',
  User: 'user',
  Command: 'command',
  CgroupRef: 'cgroup',
  OomScore: 'oom_score_adj',
  Seccomp: 'seccomp',
  Mtu: 'mtu',
  Mac: 'mac',
  Peer: 'peer',
  TagVlan: 'vlan',
  Stp: 'stp',
  VlanFiltering: 'vlan_filtering',
  Vni: 'id',
  Local: 'local',
  UdpPort: 'port',
};

/** Settings of several devices are several lines. */
function knobKey({ key, values }: Knob): string {
  return /^(?:io|rdma|misc|dmem)\./.test(key ?? '') ? `${key} ${values?.[0]?.value}` : key;
}

/** What a statement sets that can be set only once in a block; undefined: it can stand there several times. */
export function settingKey(node: AstNode): string | undefined {
  if (isKnob(node)) return node.key === undefined ? undefined : knobKey(node);
  if (isSysctl(node)) return node.key;
  if (isClock(node)) return `clock ${node.kind}`;
  if (isRlimit(node)) return `rlimit ${node.kind}`;
  return ONCE[node.$type];
}

/** Ends of the words behind which the parser did not find what belongs there. */
function brokenEnds(block: AstNode): Set<number> {
  const { parserErrors } = AstUtils.getDocument(block).parseResult;
  const ends = parserErrors.flatMap((error) =>
    'previousToken' in error ? [(error.previousToken as { endOffset?: number }).endOffset] : [],
  );
  return new Set(ends.flatMap((end) => (end === undefined ? [] : end + 1)));
}

/** What follows a setting without a value would be left behind. */
function removal(node: AstNode, text: string): Fix[] {
  if (isKnob(node) && (node.values ?? []).length === 0) return [];
  return [{ title: message('Remove this one'), edits: [remove(node, text)], preferred: true }];
}

export const n08 = defineCheck({
  code: 'N08',
  severity: 'error',
  title: 'A statement that stands twice',
  explanation:
    'Some statements can hold only once in a block, such as `hostname` or `memory.max`. Two of them are a mistake, and it cannot ' +
    'be said which one was meant. The repair keeps the last one. A statement in a container replaces that of its profiles.',
  on: [
    'Container',
    'Profile',
    'Cgroup',
    'Interface',
    'Bridge',
    'Veth',
    'Vxlan',
    'Macvlan',
    'Ipvlan',
    'Vlan',
    'Host',
    'Netns',
  ],
  check(block, { report, text }) {
    const body: readonly AstNode[] = 'knobs' in block ? block.knobs : block.body;
    // All limits of a container are written into one group.
    const statements = body.flatMap((each): readonly AstNode[] => (isLimits(each) ? each.knobs : [each]));
    // Of `rootfs rootfs/web` the first word is none that stands again: a value was meant, and N09 tells.
    const broken = brokenEnds(block);
    const whole = statements.filter(({ $cstNode: cst }) => !cst || !broken.has(cst.end));
    const last = new Map<string, AstNode>();
    for (const node of whole.toReversed()) {
      const key = settingKey(node);
      if (key === undefined) continue;
      const later = last.get(key);
      if (!later) {
        last.set(key, node);
        continue;
      }
      report(
        { node },
        {
          message: message('{0} stands again further down.', key),
          fixes: removal(node, text),
          related: [{ at: spanOf({ node: later }), message: message('This one would hold.') }],
        },
      );
    }
  },
});
