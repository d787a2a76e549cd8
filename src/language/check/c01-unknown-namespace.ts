import { message } from '../../base/message.ts';
import { NAMESPACE_KINDS } from '../../model/namespace.ts';
import { isNamespaceKind } from '../container-namespaces.ts';
import { defineCheck, type Fix, type Place } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** Names that other tools use. */
const MEANT: Readonly<Record<string, string>> = {
  network: 'net',
  mount: 'mnt',
  mounts: 'mnt',
  hostname: 'uts',
  process: 'pid',
  cgroups: 'cgroup',
  users: 'user',
};

export const c01 = defineCheck({
  code: 'C01',
  severity: 'error',
  title: 'No such kind of namespaces',
  explanation:
    'Linux has eight kinds of namespaces (namespaces(7)): pid, mnt, net, ipc, uts, user, cgroup and time. They are spelled as in ' +
    '`/proc/PID/ns`.',
  on: ['Namespaces', 'Join'],
  check(node, { report }) {
    const words = node.$type === 'Join' ? [node.kind] : (node.kinds ?? []);
    for (const [index, word] of words.entries()) {
      if (word === undefined || isNamespaceKind(word)) continue;
      const lower = word.toLowerCase();
      const meant = MEANT[lower] ?? (isNamespaceKind(lower) ? lower : nearest(lower, NAMESPACE_KINDS));
      const at: Place = node.$type === 'Join' ? { node, property: 'kind' } : { node, property: 'kinds', index };
      const fixes: Fix[] =
        meant === undefined ? [] : [{ title: message('Use {0}', meant), edits: [replace(at, meant)], preferred: true }];
      report(at, { message: message('There is no kind of namespaces {0}.', word), fixes });
    }
  },
});
