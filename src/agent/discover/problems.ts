import type { Problem, Remedy } from '../../model/problem.ts';
import { isGone } from '../kernel/errno.ts';

/** Gathers what could not be read in one scan; alike ones are counted, not repeated. */
export class Problems {
  readonly #found = new Map<string, Problem>();

  /** Notes a failed read, unless the object has gone meanwhile. */
  add(call: string, errno: string, subject: string): void {
    if (isGone(errno)) return;
    const key = `${call} ${errno}`;
    const known = this.#found.get(key);
    if (known) {
      this.#found.set(key, { ...known, count: known.count + 1 });
      return;
    }
    const remedy = remedyFor(errno);
    this.#found.set(key, { subject, call, errno, count: 1, ...(remedy && { remedy }) });
  }

  list(): Problem[] {
    return [...this.#found.values()];
  }
}

function remedyFor(errno: string): Remedy | undefined {
  if (errno === 'EACCES' || errno === 'EPERM') return process.geteuid?.() === 0 ? 'CAP_SYS_PTRACE' : 'root';
  return errno === 'ENOSYS' ? 'newer-kernel' : undefined;
}
