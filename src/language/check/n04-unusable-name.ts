import { message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { v1File } from '../../model/cgroup/v1-file.ts';
import { defineCheck } from './check.ts';
import { rename } from './renaming.ts';

/** NAME_MAX: a netns is a file, a group a directory. */
export const LONGEST = 255;

/** Names of files that every group has, which the kernel does not keep directories from having. */
export function isCgroupFile(name: string): boolean {
  return name.startsWith('cgroup.') || interfaceFile(name) !== undefined || v1File(name) !== undefined;
}

export const n04 = defineCheck({
  code: 'N04',
  severity: 'error',
  title: 'A name that its group or namespace cannot have',
  explanation:
    'A container or group becomes a directory of a cgroup file system, a network namespace a file in `/run/netns`. A directory ' +
    'with the name of a file of cgroups, such as `memory.max`, is not told from that file by the tools that read them; names ' +
    'of more than 255 bytes are refused.',
  on: ['Cgroup', 'Container', 'Netns'],
  check(node, { index, report }) {
    const { name } = node;
    if (name === undefined) return;
    const long = name.length > LONGEST;
    if (!long && (node.$type === 'Netns' || !isCgroupFile(name))) return;
    const at = { node, property: 'name' };
    const better = name.slice(0, LONGEST).replaceAll('.', '-');
    report(at, {
      message: long
        ? message('The name is longer than {0} bytes.', LONGEST)
        : message('{0} is the name of a file of cgroups.', name),
      fixes: [{ title: message('Use {0}', better), edits: rename(node, better, index), preferred: true }],
    });
  },
});
