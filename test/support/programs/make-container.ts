/** Makes and starts a container, says `ready`, and stays until its input ends. Arguments: the engine, a file with `Launch` as JSON. */
import { readFileSync } from 'node:fs';
import { ENGINES, engineHere } from '../launches.ts';

const [name = '', file = ''] = process.argv.slice(2);
const engine = engineHere(ENGINES.find((each) => each === name) ?? 'util-linux');
const launch = JSON.parse(readFileSync(file, 'utf8'));
await engine.create(launch, new AbortController().signal);
await engine.start(launch.directory);
process.stdout.write('ready\n');
process.stdin.resume();
