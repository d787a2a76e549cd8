/**
 * Does `up` or `down` of a resolved spec, and is killed by SIGKILL at the N-th moment that matters.
 * Arguments: up|down, file with `Declared` as JSON, N. Exit code 0 when there are fewer moments.
 */
import { readFileSync } from 'node:fs';
import { atMoment } from '../moments.ts';

const [verb = '', file = '', moment = ''] = process.argv.slice(2);
atMoment(Number(moment), () => process.kill(process.pid, 'SIGKILL'));

const { environmentsHere, howeverLong } = await import('../environments.ts');
const declared = JSON.parse(readFileSync(file, 'utf8'));
const environments = environmentsHere();
if (verb === 'up') await environments.up(declared, howeverLong());
else await environments.down(declared.spec.environment, false, howeverLong());
