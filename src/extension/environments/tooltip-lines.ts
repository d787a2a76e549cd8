import { message } from '../../base/message.ts';
import { formatSize } from '../../model/cgroup/size.ts';
import type { ContainerView } from '../../model/environment/status.ts';
import { containerWords, driftSides, stateWords } from '../../model/environment/status-words.ts';
import type { Words } from '../row.ts';
import type { EnvironmentEntry } from './entry.ts';
import type { EnvironmentNode, EnvironmentTree } from './environment-tree.ts';

/** All that is known of a row, one line below the other. */
export function environmentTooltip(tree: EnvironmentTree, node: EnvironmentNode): Words[] {
  const entry = tree.entryOf(node);
  if (!entry) return [];
  switch (node.type) {
    case 'environment':
      return environmentLines(entry);
    case 'container':
      return containerLines(tree.containerOf(node));
    case 'network': {
      const { name, inode } = tree.networkOf(node) ?? { name: node.name };
      return [
        message('Network namespace {0}', name),
        inode === undefined ? message('It is not there.') : `net:[${inode}]`,
      ];
    }
    case 'drift': {
      const drift = tree.driftOf(node) ?? { id: '', field: '', declared: '', real: '' };
      return [drift.id, drift.field, ...driftSides(drift), message('Up makes it as declared.')];
    }
    case 'foreign': {
      const { what, owner } = tree.foreignOf(node) ?? { what: '', owner: '' };
      return [what, message('belongs to {0}', owner), message('Isolens does not touch what it has not made.')];
    }
  }
}

function environmentLines({ name, file, errors, status, madeFrom }: EnvironmentEntry): Words[] {
  return [
    message('Environment {0}', name),
    stateWords(status),
    ...(file ? [file.path] : status.file === undefined ? [] : [status.file]),
    ...(madeFrom === undefined ? [] : [message('made from {0}', madeFrom)]),
    ...(errors > 0 ? [message('{0} errors in the file', errors)] : []),
    ...(status.engine === undefined ? [] : [message('engine: {0}', status.engine)]),
  ];
}

function containerLines(view: ContainerView | undefined): Words[] {
  if (!view) return [];
  const { name, status, memory, groups } = view;
  return [
    message('Container {0}', name),
    ...containerWords(view),
    ...(status?.pid === undefined ? [] : [message('Process {0}', status.pid)]),
    ...(memory?.limit === undefined
      ? []
      : [message('memory: {0} of {1}', formatSize(memory.current), formatSize(memory.limit))]),
    ...(status?.startedAt === undefined ? [] : [message('started at {0}', timeText(status.startedAt))]),
    ...(status?.exitedAt === undefined ? [] : [message('ended at {0}', timeText(status.exitedAt))]),
    ...groups,
  ];
}

/** In the language and the time zone of the person. */
function timeText(ms: number): string {
  return new Date(ms).toLocaleString();
}
