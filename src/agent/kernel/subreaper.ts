import { check } from './errno.ts';
import * as libc from './libc.ts';
import { signalName } from './signal-name.ts';

const PR_SET_CHILD_SUBREAPER = 36;
const WNOHANG = 1;

/** Makes this process the parent of its descendants whose own parents have ended (prctl(2)). @throws SyscallError */
export function becomeSubreaper(): void {
  check(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 'prctl');
}

/** How a child that Node.js did not start ended (waitpid(2)). */
export function childExit(pid: number): Promise<{ readonly code?: number; readonly signal?: string }> {
  return new Promise((resolve) => {
    const look = () => {
      const status = Buffer.alloc(4);
      if (libc.waitpid(pid, status, WNOHANG) === 0) return;
      process.off('SIGCHLD', look);
      resolve(parseWaitStatus(status.readInt32LE()));
    };
    process.on('SIGCHLD', look);
    look();
  });
}

/** WIFSIGNALED, WTERMSIG and WEXITSTATUS of wait(2). */
function parseWaitStatus(status: number): { readonly code?: number; readonly signal?: string } {
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff } : { signal: signalName(signal) };
}
