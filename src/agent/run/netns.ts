import { statSync } from 'node:fs';
import { message } from '../../base/message.ts';
import { type CreateNetns, type DeleteNetns, NETNS_DIR, NETNS_MARK, namedNetns } from '../../model/operation/netns.ts';
import { describeOperation } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Executor } from './executor.ts';
import { refuse } from './refuse.ts';
import { runTool } from './tool.ts';

/** `ip netns add`, then the mark on `lo`. */
export const createNetns: Executor<CreateNetns> = {
  async execute({ name }, { rescan }) {
    await runTool('ip', ['netns', 'add', name]);
    try {
      await runTool('ip', ['-n', name, 'link', 'set', 'dev', 'lo', 'alias', NETNS_MARK]);
    } catch (error) {
      // What failed first is what a person wants to read, also when this fails too.
      await runTool('ip', ['netns', 'del', name]).catch(() => {});
      throw error;
    }
    const made = namedNetns(await rescan(), name);
    return made && { kind: 'netns.delete', name, namespace: made.id };
  },
};

/** `ip netns del`, when the name still stands for the namespace that was meant and nobody has entered it. */
export const deleteNetns: Executor<DeleteNetns> = {
  async execute(operation, { rescan }) {
    const { name, namespace } = operation;
    const snapshot = await rescan();
    refuse(describeOperation(operation, snapshot));
    if (snapshot.namespaces[namespace]?.inode !== inodeOf(name)) {
      throw new ProtocolError('refused', message('{0} is not the same network namespace any more.', name));
    }
    await runTool('ip', ['netns', 'del', name]);
    return undefined;
  },
};

/** Inode of the namespace that is mounted at the name; undefined for anything else. */
function inodeOf(name: string): number | undefined {
  const found = statSync(`${NETNS_DIR}/${name}`, { throwIfNoEntry: false });
  return found?.dev === statSync('/proc/self/ns/net').dev ? found.ino : undefined;
}
