import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TopRow } from '../../../src/model/cgroup/top.ts';
import { TestPath } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { start } from '../../support/started.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const BUSY = `for group do echo $$ >"$group/cgroup.procs"; done; echo ready; while :; do :; done`;

function top(...args: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, 'cgroups', 'top', ...args], {
    encoding: 'utf8',
  });
  return { stdout, stderr, status };
}

checkLeaks();

describe('isolens cgroups top', () => {
  it('tells what a group uses that works', async (t) => {
    const made = TestPath.with('pids', 'cpuacct') ?? TestPath.with('pids', 'cpu');
    if (!made) return t.skip('needs root and writable hierarchies');
    await using group = made;
    await using _busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
    const lines = top('-n', '2', '-d', '0.3', '--json').stdout.trim().split('\n');
    assert.equal(lines.length, 2);
    const { groups } = JSON.parse(lines[1] ?? '') as { readonly groups: readonly TopRow[] };
    const own = groups.find((row) => row.path === group.path);
    assert.equal(own?.tasks, 1);
    assert.ok((own?.cpu ?? 0) > 0);
    assert.match(top('-d', '0.1').stdout, new RegExp(`^${group.path} +1 +[1-9]`, 'm'));
  });

  it('is one table, without control characters, where the output is no terminal', () => {
    const { stdout, status } = top('-d', '0');
    assert.equal(status, 0);
    assert.match(stdout, /^CGROUP +TASKS +%CPU +MEMORY +LIMIT +INPUT\/S +OUTPUT\/S\n/);
    // Sorted by what each uses: any group may be the first.
    assert.match(stdout, /^\/ /m);
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f]/);
    assert.equal(stdout.match(/^CGROUP/gm)?.length, 1);
  });

  it('changes in place on a terminal, sorts by key, and gives the terminal back', async () => {
    // script(1) of util-linux gives it a terminal.
    const command = `${process.execPath} ${MAIN} cgroups top -d 60`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } });
    const exited = once(child, 'exit');
    const patience = AbortSignal.timeout(60_000);
    let screen = '';
    const until = async (shown: RegExp) => {
      while (!shown.test(screen)) screen += String((await once(child.stdout, 'data', { signal: patience }))[0]);
    };
    await until(/\u001b\[\?1049h\u001b\[\?25l.*CGROUP.*q quits/s);
    screen = '';
    child.stdin.write('m');
    await until(/CGROUP.*q quits/s);
    child.stdin.write('q');
    await until(/\u001b\[\?25h\u001b\[\?1049l/);
    const [status] = await exited;
    assert.equal(status, 0);
  });

  for (const args of [
    ['-n', '0'],
    ['-n', 'x'],
    ['-d', '-1'],
    ['--depth', '1.5'],
    ['--order', 'size'],
    ['more'],
    ['--bad'],
  ]) {
    it(`refuses ${args.join(' ')}`, () => assert.equal(top(...args).status, 64));
  }
});
