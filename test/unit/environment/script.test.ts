import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { resourcesOf } from '../../../src/model/environment/resources.ts';
import { scriptOf } from '../../../src/model/environment/script.ts';
import type { ResolvedSpec } from '../../../src/model/spec/spec.ts';
import { planHost } from '../../support/plan-hosts.ts';
import { resolved } from '../../support/resolved.ts';

const SPEC = `environment test
container box {
  rootfs host
  namespaces [uts, mnt]
  hostname box
  mount tmpfs at /mnt
  env NAME = "value"
  command ["true", "word"]
}
netns other { }
`;

/** The spec with a text in every place that a person fills freely. */
function spoiled(spec: ResolvedSpec, text: string): ResolvedSpec {
  return {
    ...spec,
    containers: spec.containers.map((each) => ({
      ...each,
      hostname: text.replaceAll('\n', ''),
      env: { NAME: text },
      workdir: `/${text}`,
      command: ['true', text],
      mounts: [...each.mounts, { kind: 'bind', source: `/${text}`, target: `/mnt/${text}`, options: [] }],
    })),
  };
}

describe('a script', () => {
  for (const text of [
    "'; touch MARK; '",
    '$(touch MARK)',
    '`touch MARK`',
    '"; touch MARK; "',
    "\n' touch MARK\n",
    '-rf',
    '\\',
    "'\\''; touch MARK #",
  ]) {
    it(`does nothing but what is declared with ${JSON.stringify(text)}`, async () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'isolens-script-'));
      try {
        const spec = spoiled(await resolved(SPEC), text.replace('MARK', `${directory}/mark`));
        const host = planHost();
        const resources = resourcesOf(spec, 'util-linux', '/base', host);
        const script = scriptOf({ spec, file: `/base/${text}.cspec`, base: '/base', host, resources });
        // Every command is one that does nothing: only the shell itself could do something.
        const stubs = ['mkdir', 'mkfifo', 'ip', 'rm', 'ln', 'cat', 'setpriv', 'nsenter', 'rmdir', 'sleep', 'umount'];
        const harmless = stubs.map((name) => `${name}() { :; }`).join('\n');
        const all = spec.containers.map(
          (_, at) => `launch_${at}() { :; }; configure_${at} 1 || :; enter_root_${at} 1 || :`,
        );
        const usable = script.replace(/^case [^\n]*$/m, '');
        const { stderr } = spawnSync(
          'sh',
          ['-c', `${usable}\nset +eu\ndir=${directory}\nPATH=/usr/bin:/bin\n${harmless}\n${all.join('\n')}`],
          { encoding: 'utf8' },
        );
        assert.doesNotMatch(stderr, /[Ss]yntax error|unterminated/, stderr);
        assert.equal(existsSync(`${directory}/mark`), false);
        const checked = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
        assert.equal(checked.status, 0, checked.stderr);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }
});
