import { statSync } from 'node:fs';
import { message } from '../../base/message.ts';
import type { Namespace } from '../../model/namespace.ts';
import { type CreateNetns, type DeleteNetns, NETNS_DIR, NETNS_MARK, namedNetns } from '../../model/operation/netns.ts';
import { describeOperation } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { isNamespace } from '../discover/references.ts';
import { withFd } from '../kernel/fd.ts';
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
    if (!isAt(name, snapshot.namespaces[namespace])) {
      throw new ProtocolError('refused', message('{0} is not the same network namespace any more.', name));
    }
    await runTool('ip', ['netns', 'del', name]);
    return undefined;
  },
};

/** Whether the name stands for the namespace: while `ip netns add` makes it, it is a plain file. */
function isAt(name: string, namespace: Namespace | undefined): boolean {
  const file = `${NETNS_DIR}/${name}`;
  const found = statSync(file, { throwIfNoEntry: false });
  if (!namespace || found?.dev !== statSync('/proc/self/ns/net').dev) return false;
  return withFd(file, (fd) => isNamespace(fd, namespace));
}
