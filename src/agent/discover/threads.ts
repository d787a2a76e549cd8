import type { Thread } from '../../model/cgroup/thread.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import { parseStat } from './parse-proc.ts';

/** The thread that has `tid` now, also a main one, from /proc/TID, which is there for every thread; undefined when there is none. */
export function threadOf(tid: number, files: FileReader): Thread | undefined {
  const status = files.file(`/proc/${tid}/status`);
  const pid = status === undefined ? undefined : /^Tgid:\s*(\d+)$/m.exec(status)?.[1];
  const startTime = parseStat(files.file(`/proc/${tid}/stat`) ?? '')?.startTime;
  const comm = files.file(`/proc/${tid}/comm`)?.replace(/\n$/, '');
  if (pid === undefined || startTime === undefined || comm === undefined) return undefined;
  return { tid, pid: Number(pid), startTime, comm };
}
