import { message } from '../../../base/message.ts';
import type { FileWrite, PlannedWrite } from '../../../model/operation/cgroup/check-write.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { GroupDirectory } from './group-directory.ts';

/** A write with what takes it back. */
export interface RevertibleWrite extends Pick<PlannedWrite, 'file' | 'text'> {
  readonly back: readonly Pick<FileWrite, 'file' | 'value'>[];
}

/**
 * Writes all, one after the other; when one fails those before it are taken back.
 * @throws ProtocolError that tells which rule was broken
 */
export async function writeAll(directory: GroupDirectory, writes: readonly RevertibleWrite[]): Promise<void> {
  const done: RevertibleWrite[] = [];
  for (const write of writes) {
    try {
      await directory.set(write.file, write.text);
      done.unshift(write);
    } catch (error) {
      await takeBack(directory, done, error);
      throw error;
    }
  }
}

/** @throws ProtocolError when a file cannot be put back */
async function takeBack(directory: GroupDirectory, done: readonly RevertibleWrite[], why: unknown): Promise<void> {
  const stuck: string[] = [];
  for (const { back } of done) {
    for (const { file, value } of back) {
      await directory.set(file, value).catch(() => stuck.push(file));
    }
  }
  if (stuck.length === 0 || !(why instanceof ProtocolError)) return;
  const sentence = message(
    '{0} These were written before it and could not be put back: {1}',
    why.data.message,
    stuck.join(', '),
  );
  throw new ProtocolError(why.data.name, sentence, why.data.hint);
}
