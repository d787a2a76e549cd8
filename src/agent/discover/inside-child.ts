// A program of its own that enters namespaces one after the other, tells what is inside and ends.
// The agent never enters a namespace itself. Input and output: one JSON array each, on stdin and stdout.
import { readFileSync } from 'node:fs';
import type { NamespaceKind } from '../../model/namespace.ts';
import { SyscallError } from '../kernel/errno.ts';
import { close } from '../kernel/fd.ts';
import { Proc } from '../kernel/proc.ts';
import { setns, unshareFs } from '../kernel/setns.ts';
import type { Answer, Question } from './inside.ts';
import { lookAround } from './inside-look.ts';
import { openFirst, type Way } from './references.ts';

/** @throws SyscallError */
function enter(kind: NamespaceKind, ways: readonly Way[]): void {
  const fd = openFirst(ways);
  if (fd === undefined) throw new SyscallError('open', 'ENOENT');
  try {
    setns(fd, kind);
  } finally {
    close(fd);
  }
}

function answer(proc: Proc, { kind, ways, member }: Question): Answer {
  try {
    if (kind === 'mnt') unshareFs();
    enter(kind, ways);
    if (kind === 'mnt') return { text: proc.records('self/mountinfo') ?? '' };
    if (kind === 'cgroup') return { text: (member !== undefined && proc.file(`${member}/cgroup`)) || '' };
    const inside = lookAround(proc, kind);
    return inside ? { inside } : { errno: 'EINVAL' };
  } catch (error) {
    if (error instanceof SyscallError) return { errno: error.errno };
    throw error;
  }
}

const questions = JSON.parse(readFileSync(0, 'utf8')) as readonly Question[];
const proc = new Proc();
process.stdout.write(JSON.stringify(questions.map((question) => answer(proc, question))));
