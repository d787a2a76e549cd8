// Runs a program in a process group of its own and ends the whole group when standard input closes,
// so that nothing stays behind however the starter ends. usage: node guard.mjs PROGRAM [ARG…]
import { spawn } from 'node:child_process';

const GRACE_MS = 3000;

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('no program given');

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
// The guard leads the group: these signals are meant for the others.
process.on('SIGTERM', () => {});
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

child.once('error', (error) => {
  console.error(String(error));
  process.exitCode = 127;
});
child.once('exit', endGroup);
process.stdin.resume().once('close', () => {
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(endGroup, GRACE_MS);
});

/** Ends all that is left, the guard too. */
function endGroup() {
  process.kill(-process.pid, 'SIGKILL');
}
