import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { isolens } from '../../support/isolens.ts';
import { checkLeaks } from '../../support/leaks.ts';

const root = process.geteuid?.() === 0;
const NAMES = ['a', 'b'].map((name) => `itest-${process.pid}-${name}`);

checkLeaks();

describe('isolens topology', () => {
  it('has the cable between two namespaces, in every format', { skip: !root && 'needs root' }, () => {
    const [a = '', b = ''] = NAMES;
    const ip = (line: string) => execFileSync('ip', line.split(' '));
    for (const name of NAMES) ip(`netns add ${name}`);
    try {
      ip(`-n ${a} link add v"0 type veth peer name w<0 netns ${b}`);
      ip(`-n ${a} addr add 10.0.0.1/24 dev v"0`);
      const chosen = NAMES.flatMap((name) => ['--netns', name]);
      const table = isolens('topology', ...chosen);
      assert.equal(table.status, 0);
      assert.match(table.stdout, new RegExp(`^${a} +v"0 +veth +DOWN +10\\.0\\.0\\.1/24 +${b}/w<0$`, 'm'));
      const { namespaces, wires } = JSON.parse(isolens('topology', '--json', ...chosen).stdout);
      assert.deepEqual(
        namespaces.map(({ name }: { name: string }) => name),
        NAMES,
      );
      assert.deepEqual(
        wires.map(({ kind, a: one, b: other }: Record<string, { link: string }>) => [kind, one?.link, other?.link]),
        [['veth', 'v"0', 'w<0']],
      );
      assert.match(isolens('topology', '-f', 'mermaid', ...chosen).stdout, /n0 ---\|"v#34;0 – w#60;0"\| n1/);
      assert.match(
        isolens('topology', '-f', 'sh', ...chosen).stdout,
        new RegExp(`^ip -n (?:${a}|${b}) link add name '?[vw].* type veth peer name .* netns (?:${a}|${b})$`, 'm'),
      );
      assert.match(isolens('topology', '-f', 'dot', ...chosen).stdout, /n0 -- n1 \[label="v\\"0 – w<0"\];/);
    } finally {
      for (const name of NAMES) ip(`netns del ${name}`);
    }
  });

  it('has the own namespace without any right', () => {
    const own = isolens('topology', '--json', '--netns', `${process.pid}/net`);
    const [{ links }] = JSON.parse(own.stdout).namespaces;
    assert.equal(links[0].ifname, 'lo');
  });

  it('refuses what is no format', () => {
    assert.equal(isolens('topology', '-f', 'x').status, 64);
  });
});
