import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Environments } from '../../src/agent/environment/environments.ts';
import type { Declared } from '../../src/protocol/environment.ts';
import { environmentsHere, howeverLong } from '../support/environments.ts';
import { resolved } from '../support/resolved.ts';
import { atMost, inTurn, type Result, ratio, timed } from './result.ts';

const MAIN = path.join(import.meta.dirname, '../../dist/isolens.cjs');
const MANY = 100;
const PAIR = `environment bench-pair
veth cable
netns bench-sfo { interface eth0 on cable { address 10.85.0.1/24 } }
netns bench-nyc { interface eth0 on cable { address 10.85.0.2/24 } }
`;

/** What the pair is in the words of ip(8): what is made, then what is in each namespace. */
const PAIR_BATCHES: readonly (readonly [netns: string | undefined, lines: readonly string[]])[] = [
  [
    undefined,
    [
      'netns add bench-sfo',
      'netns add bench-nyc',
      'link add name eth0 netns bench-sfo type veth peer name eth0 netns bench-nyc',
    ],
  ],
  ['bench-sfo', ['link set dev lo up', 'link set dev eth0 up', 'address add 10.85.0.1/24 dev eth0']],
  ['bench-nyc', ['link set dev lo up', 'link set dev eth0 up', 'address add 10.85.0.2/24 dev eth0']],
];

function manyOnBridge(): string {
  const leaves = Array.from({ length: MANY }, (_, at) => {
    return `netns bench-${at} { interface eth0 on lan { address 10.86.0.${at + 2}/24 gateway 10.86.0.1 } }`;
  });
  return [
    'environment bench-many',
    'bridge lan in bench-hub { address 10.86.0.1/24 }',
    'netns bench-hub { }',
    ...leaves,
  ].join('\n');
}

async function declaredBy(text: string, folder: string): Promise<Declared> {
  const spec = await resolved(text);
  const file = path.join(folder, `${spec.environment}.cspec`);
  writeFileSync(file, text);
  return { spec, file, engine: 'auto', restart: false };
}

/** How long an up takes, taken down again each time. */
async function raised(environments: Environments, declared: Declared): Promise<number> {
  const time = await timed(() => environments.up(declared, howeverLong()));
  await environments.down(declared.spec.environment, false, howeverLong());
  return time;
}

function batches(): void {
  for (const [netns, lines] of PAIR_BATCHES) {
    const where = netns === undefined ? [] : ['-n', netns];
    execFileSync('ip', [...where, '-batch', '-'], {
      input: `${lines.join('\n')}\n`,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
  }
}

async function byBatches(): Promise<number> {
  const time = await timed(batches);
  for (const name of ['bench-sfo', 'bench-nyc']) execFileSync('ip', ['netns', 'del', name]);
  return time;
}

/** The exported script: one ip(8) for each line. */
async function byScript(script: string): Promise<number> {
  const time = await timed(() => execFileSync('sh', [script, 'up'], { stdio: 'ignore' }));
  execFileSync('sh', [script, 'down'], { stdio: 'ignore' });
  return time;
}

async function byCommand(declared: Declared): Promise<number> {
  const time = await timed(() => spawnSync(process.execPath, [MAIN, 'up', declared.file], { stdio: 'ignore' }));
  spawnSync(process.execPath, [MAIN, 'down', declared.file], { stdio: 'ignore' });
  return time;
}

export async function measureEnvironments(): Promise<Result[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'isolens-bench-env-'));
  try {
    const environments = environmentsHere();
    const pair = await declaredBy(PAIR, folder);
    const many = await declaredBy(manyOnBridge(), folder);
    const script = path.join(folder, 'script.sh');
    writeFileSync(script, await environments.script(many));
    const times = await inTurn({
      up: () => raised(environments, pair),
      batch: byBatches,
      command: () => byCommand(pair),
      plan: () => timed(() => environments.plan(many)),
    });
    // Each of these takes seconds.
    const long = await inTurn({ many: () => raised(environments, many), script: () => byScript(script) }, 3);
    const added = times.command - times.up;
    return [
      ratio('environment: pair of netns up / the same as ip -batch', times.up, times.batch, 1.5, 'of ip -batch'),
      ratio(`environment: ${MANY} netns on a bridge up / script of ip`, long.many, long.script, 0.5, 'of the script'),
      atMost(`environment: plan of ${MANY} netns on a bridge`, times.plan, 300, 'ms'),
      atMost('environment: isolens up as a process adds', added, 150, 'ms'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
