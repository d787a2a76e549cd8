// A program of its own that enters namespaces one after the other, tells what is inside and ends.
// The agent never enters a namespace itself. Input and output: one JSON array each, on stdin and stdout.
import { readFileSync } from 'node:fs';
import { SyscallError } from '../kernel/errno.ts';
import { close } from '../kernel/fd.ts';
import { Proc } from '../kernel/proc.ts';
import { setns, unshareFs } from '../kernel/setns.ts';
import type { Answer, Question } from './inside.ts';
import { lookAround } from './inside-look.ts';
import { readFirewallTexts } from './network/inside/firewall-texts.ts';
import { openFirst } from './references.ts';

/** @throws SyscallError */
function enter({ kind, inode, ways }: Question): void {
  const fd = openFirst({ inode }, ways);
  if (fd === undefined) throw new SyscallError('open', 'ENOENT');
  try {
    setns(fd, kind);
  } finally {
    close(fd);
  }
}

function answer(proc: Proc, question: Question): Answer {
  const { kind, member, firewall } = question;
  try {
    if (kind === 'mnt') unshareFs();
    enter(question);
    if (kind === 'mnt') return { text: proc.records('self/mountinfo') ?? '' };
    if (kind === 'cgroup') return { text: (member !== undefined && proc.file(`${member}/cgroup`)) || '' };
    if (firewall) return { firewall: readFirewallTexts() };
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
