import type { Problem, Remedy } from '../../model/problem.ts';
import { isGone } from '../kernel/errno.ts';

/** Gathers what could not be read in one scan; alike ones are counted, not repeated. */
export class Problems {
  readonly #found = new Map<string, Problem>();

  /** Notes a failed read, unless the object has gone meanwhile. */
  add(call: string, errno: string, subject: string): void {
    if (isGone(errno)) return;
    const remedy = remedyFor(errno);
    this.addAll([{ subject, call, errno, count: 1, ...(remedy && { remedy }) }]);
  }

  /** Takes over what was found elsewhere. */
  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) {
      const key = `${problem.call} ${problem.errno}`;
      const known = this.#found.get(key);
      this.#found.set(key, known ? { ...known, count: known.count + problem.count } : problem);
    }
  }

  list(): Problem[] {
    return [...this.#found.values()];
  }
}

function remedyFor(errno: string): Remedy | undefined {
  if (errno === 'EACCES' || errno === 'EPERM') return process.geteuid?.() === 0 ? 'CAP_SYS_PTRACE' : 'root';
  return errno === 'ENOSYS' ? 'newer-kernel' : undefined;
}
