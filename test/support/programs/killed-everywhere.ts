/**
 * Kills an `up`, or a `down`, of a resolved spec at every moment that matters, one after the other, and takes the environment
 * down after each: nothing must be left. Arguments: up|down, file with `Declared` as JSON, first moment, step.
 * Writes a line for each moment that left something, and how many there were.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { environmentsHere, howeverLong } from '../environments.ts';
import { traces } from '../traces.ts';

const [verb = '', file = '', first = '0', step = '1'] = process.argv.slice(2);
const declared = JSON.parse(readFileSync(file, 'utf8'));
const environments = environmentsHere();
const before = traces(declared.spec.environment);

let moment = Number(first);
let count = 0;
for (; ; moment += Number(step)) {
  if (verb === 'down') await environments.up(declared, howeverLong());
  const program = path.join(import.meta.dirname, 'killed.ts');
  const { signal, status, stderr } = spawnSync(process.execPath, [program, verb, file, String(moment)], {
    encoding: 'utf8',
  });
  await environments.down(declared.spec.environment, false, howeverLong());
  const after = await settled(before);
  if (after !== before) process.stdout.write(`moment ${moment} left:\n${difference(before, after)}\n`);
  if (signal !== 'SIGKILL') {
    if (status !== 0) process.stdout.write(`moment ${moment}: ${stderr}\n`);
    break;
  }
  count += 1;
}
process.stdout.write(`killed ${count} times\n`);

/** What was killed may still be ending, and the kernel frees the last things a moment later. */
async function settled(wanted: string): Promise<string> {
  const deadline = performance.now() + 5000;
  let now = traces(declared.spec.environment);
  while (now !== wanted && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    now = traces(declared.spec.environment);
  }
  return now;
}

function difference(a: string, b: string): string {
  const [before, after] = [a.split('\n'), b.split('\n')];
  const missing = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  return [...missing, ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)].join('\n');
}
