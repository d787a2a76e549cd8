/**
 * A supervisor at whose N-th moment that matters somebody is killed by SIGKILL: itself, or the programs that it has started.
 * The file `moment` beside the program that imports this says whom and N: `supervisor 3`. It is removed when that is done.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { atMoment } from '../moments.ts';

const file = path.join(path.dirname(process.argv[1] ?? ''), 'moment');
const [victim, moment] = readFileSync(file, 'utf8').split(' ');
atMoment(Number(moment), () => {
  rmSync(file);
  for (const pid of victim === 'supervisor' ? [process.pid] : descendants(process.pid)) process.kill(pid, 'SIGKILL');
});
await import('../../../src/agent/environment/supervisor/main.ts');

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}
