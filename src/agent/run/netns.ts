import { statSync } from 'node:fs';
import { message } from '../../base/message.ts';
import { type CreateNetns, type DeleteNetns, NETNS_DIR, NETNS_MARK, namedNetns } from '../../model/operation/netns.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Executor } from './executor.ts';
import { runTool } from './tool.ts';

/** `ip netns add`, then the mark on `lo`. */
export const createNetns: Executor<CreateNetns> = {
  async execute({ name }, { rescan }) {
    await runTool('ip', ['netns', 'add', name]);
    try {
      await runTool('ip', ['-n', name, 'link', 'set', 'dev', 'lo', 'alias', NETNS_MARK]);
    } catch (error) {
      await runTool('ip', ['netns', 'del', name]);
      throw error;
    }
    const made = namedNetns(await rescan(), name);
    return made && { kind: 'netns.delete', name, namespace: made.id };
  },
};

/** `ip netns del`, when the name still stands for the namespace that was meant. */
export const deleteNetns: Executor<DeleteNetns> = {
  async execute({ name, namespace }, { rescan }) {
    const meant = (await rescan()).namespaces[namespace];
    const inode = statSync(`${NETNS_DIR}/${name}`, { throwIfNoEntry: false })?.ino;
    if (!meant || meant.inode !== inode) {
      throw new ProtocolError('refused', message('{0} is not the same network namespace any more.', name));
    }
    await runTool('ip', ['netns', 'del', name]);
    return undefined;
  },
};
