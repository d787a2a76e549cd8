import { message } from '../../base/message.ts';
import { MOUNT_KINDS, mountKind } from '../../model/spec/mount-kind.ts';
import { defineCheck, type Fix, type Place } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

function useNearest(word: string, words: readonly string[], at: Place): Fix[] {
  const near = nearest(word, words);
  return near === undefined ? [] : [{ title: message('Use {0}', near), edits: [replace(at, near)], preferred: true }];
}

export const c18 = defineCheck({
  code: 'C18',
  severity: 'error',
  title: 'An unknown kind of mounts, or an option that it does not have',
  explanation:
    'A mount is of a kind such as `bind`, `tmpfs` or `proc`, and has options as in mount(8). The kernel refuses one that the file ' +
    'system does not know, and ignores sizes for bind mounts.',
  on: ['Mount'],
  check(node, { report }) {
    if (node.kind === undefined) return;
    const kind = mountKind(node.kind);
    if (!kind) {
      const names = MOUNT_KINDS.map(({ name }) => name);
      const at = { node, property: 'kind' };
      report(at, {
        message: message('There is no kind of mounts {0}.', node.kind),
        fixes: useNearest(node.kind, names, at),
      });
      return;
    }
    if (kind.target === 'must' && node.target === undefined) {
      report({ node }, { message: message('Where is it mounted? Add “at /path”.') });
    }
    if (kind.source && node.source === undefined) {
      report({ node, property: 'kind' }, { message: message('What is mounted? Name a file or directory.') });
    }
    for (const option of node.options ?? []) {
      if (option.key === undefined || kind.options.includes(option.key)) continue;
      const at = { node: option, property: 'key' };
      report(at, {
        message: message('A mount of kind {0} has no option {1}.', kind.name, option.key),
        fixes: useNearest(option.key, kind.options, at),
      });
    }
  },
});
