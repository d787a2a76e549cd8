import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import {
  configureScript,
  enterRootScript,
} from '../../../../../src/model/environment/engine/util-linux/finish-scripts.ts';
import { launchCommand } from '../../../../../src/model/environment/engine/util-linux/launch-command.ts';
import type { Launch } from '../../../../../src/model/environment/launch.ts';
import { NAMESPACE_KINDS } from '../../../../../src/model/namespace.ts';
import { Random } from '../../../../support/random.ts';
import { MAPPED, newKinds, SIMPLE } from '../../../../support/spec-containers.ts';

const PIECES = [
  "'",
  '"',
  '`id`',
  '$(id)',
  '${x}',
  '\\',
  '\n',
  ' ',
  ';',
  '&',
  '|',
  '>',
  '<',
  '*',
  '?',
  '#',
  '~',
  '-',
  '--',
  '=',
  '\t',
  'é',
  '%s',
  '!',
] as const;

function odd(random: Random): string {
  return Array.from({ length: 1 + random.below(6) }, () => random.pick(PIECES)).join('');
}

/** A container whose every text is odd. */
function oddLaunch(random: Random): Launch {
  const some = <T>(value: T) => (random.below(2) === 0 ? [value] : []);
  const mapped = random.below(2) === 0;
  const kinds = NAMESPACE_KINDS.filter((kind) => kind === 'mnt' || (kind === 'user' ? mapped : random.below(2) === 0));
  return {
    environment: 'odd',
    directory: `/run/${odd(random)}`,
    base: `/${odd(random)}`,
    groups: some(`/sys/fs/cgroup/${odd(random)}/isolens-odd`),
    joins: {},
    container: {
      ...SIMPLE,
      root:
        random.below(2) === 0
          ? { kind: 'host' }
          : { kind: 'directory', path: odd(random), options: [odd(random), 'ro'] },
      namespaces: newKinds(...kinds),
      uidMap: mapped ? MAPPED : [],
      gidMap: mapped ? MAPPED : [],
      hostname: odd(random),
      mounts: [
        ...some({ kind: 'standard', options: [] }),
        ...some({ kind: 'tmpfs', target: `/${odd(random)}`, options: [odd(random)] }),
        ...some({ kind: 'bind', source: odd(random), target: `/${odd(random)}/x`, options: [odd(random)] }),
        ...some({ kind: 'overlay', target: `/${odd(random)}`, options: [`lowerdir=${odd(random)}`, odd(random)] }),
        ...some({ kind: 'cgroup', target: `/${odd(random)}`, options: [] }),
        ...some({ kind: odd(random), target: `/${odd(random)}`, options: [odd(random)] }),
      ],
      env: { PATH: odd(random), A: odd(random) },
      workdir: `/${odd(random)}`,
      command: [odd(random), odd(random)],
      devices: some({ path: `/dev/${odd(random)}`, access: 'rw' }),
      sysctls: some({ key: 'kernel.msgmax', value: odd(random) }),
    },
  };
}

/** The scripts that stand in a script as words of `sh -c`: what a shell that runs nothing makes of a line of words. */
function wordsOf(line: string): string[] {
  return execFileSync('sh', ['-c', `set -f; printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe('scripts that make containers', () => {
  it('are scripts, and hold what they are told word by word, whatever that is', () => {
    const random = new Random(7);
    for (let round = 0; round < 60; round++) {
      const launch = oddLaunch(random);
      const script = launchCommand(launch).at(-1) ?? '';
      const line = script.slice(script.search(/^exec (?:nsenter|setpriv) /m) + 'exec '.length);
      const words = wordsOf(line);
      assert.deepEqual(words.slice(-2), launch.container.command);
      const [inner = '', , final = ''] = words.slice(-5);
      assert.ok(final.includes('running') && inner.includes('setpriv'));
      for (const each of [script, inner, final, configureScript(launch), enterRootScript(launch)]) {
        const { status, stderr } = spawnSync('sh', ['-n', '-c', each], { encoding: 'utf8' });
        assert.equal(status, 0, `${stderr}\n${each}`);
      }
    }
  });
});
