import { mkdirSync, rmdirSync } from 'node:fs';
import { message } from '../../../base/message.ts';
import {
  type MountHierarchy,
  mountCommand,
  type UnmountHierarchy,
} from '../../../model/operation/cgroup/mount-hierarchy.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Executor } from '../executor.ts';
import { runTool } from '../tool.ts';

/** mount(8), below a directory that is made for it when it is missing. */
export const mountHierarchy: Executor<MountHierarchy> = {
  async execute(operation, { undo, seen }) {
    const { directory } = operation;
    const isNew = seen.directory?.state === 'missing';
    const [tool = '', ...args] = mountCommand(operation);
    if (isNew) makeDirectory(directory);
    try {
      await runTool(tool, args);
    } catch (error) {
      if (isNew) rmdirSync(directory);
      throw error;
    }
    return undo;
  },
};

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o755 });
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    throw new ProtocolError('failed', message('The directory {0} cannot be made: {1}.', directory, why));
  }
}

/** umount(8), then the directory that was made for it. */
export const unmountHierarchy: Executor<UnmountHierarchy> = {
  async execute({ directory, made }) {
    await runTool('umount', [directory]);
    if (made) rmdirSync(directory);
    return undefined;
  },
};
