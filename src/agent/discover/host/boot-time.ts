import { textFile } from './text-file.ts';

/** When the host was started, in seconds since 1970 (`btime` of proc_stat(5)). */
export function readBootTime(): number | undefined {
  const text = /^btime (\d+)$/m.exec(textFile('/proc/stat') ?? '')?.[1];
  return text === undefined ? undefined : Number(text);
}
