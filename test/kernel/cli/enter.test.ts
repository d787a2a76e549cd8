import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isolens } from '../../support/isolens.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const root = process.geteuid?.() === 0;
const AS_USER = root ? [] : ['--map-root-user'];

describe('isolens enter', () => {
  it('runs a command in all namespaces of a process, and gives its exit code', async () => {
    await using held = await start('unshare', ...AS_USER, '--uts', '--net', 'sh', '-c', READY);
    const script = 'readlink /proc/self/ns/uts /proc/self/ns/net; exit 42';
    const { stdout, status } = isolens('enter', String(held.pid), '--', 'sh', '-c', script);
    assert.deepEqual(
      stdout.trim().split('\n'),
      ['uts', 'net'].map((kind) => readlinkSync(`/proc/${held.pid}/ns/${kind}`)),
    );
    assert.equal(status, 42);
  });

  it('enters only the kinds that are wanted', { skip: !root && 'needs root' }, async () => {
    await using held = await start('unshare', '--uts', '--net', 'sh', '-c', READY);
    const script = 'readlink /proc/self/ns/uts /proc/self/ns/net';
    const { stdout } = isolens('enter', String(held.pid), '-t', 'uts', '--', 'sh', '-c', script);
    assert.deepEqual(stdout.trim().split('\n'), [
      readlinkSync(`/proc/${held.pid}/ns/uts`),
      readlinkSync('/proc/self/ns/net'),
    ]);
  });

  it('goes by the name of a network namespace, and shows the command that does the same', {
    skip: !root && 'needs root',
  }, () => {
    using netns = new Netns('cli');
    const { stdout } = isolens('enter', netns.name, '--', 'ip', '-br', 'link');
    assert.match(stdout, /^lo +DOWN/);
    const shown = isolens('enter', netns.name, '--dry-run', '--', 'echo', '$(id)');
    assert.equal(shown.stdout, `nsenter --net=${netns.path} -- echo '$(id)'\n`);
  });

  it('hands on what it reads, and how a signal ended the command', async () => {
    const child = spawn(process.execPath, [
      MAIN,
      'enter',
      String(process.pid),
      '--',
      'sh',
      '-c',
      'read a; echo "<$a>"; kill -9 $$',
    ]);
    child.stdin.end('one\n');
    let output = '';
    child.stdout.on('data', (text) => {
      output += String(text);
    });
    const [code] = await once(child, 'close');
    assert.deepEqual([output, code], ['<one>\n', 137]);
  });

  it('hands on no descriptor that it has inherited', () => {
    const { stdout } = isolens('enter', String(process.pid), '--', 'sh', '-c', 'ls /proc/$$/fd');
    assert.deepEqual(stdout.trim().split('\n'), ['0', '1', '2']);
  });

  it('says what is wrong', () => {
    for (const [args, status, text] of [
      [['enter'], 64, /what to enter is missing/],
      [['enter', 'nowhere'], 1, /no such namespace/],
      [['enter', String(process.pid), '-t', 'all'], 64, /no kind of namespaces: all/],
      [['enter', String(process.pid), '--', ''], 64, /empty/],
      [['enter', String(process.pid), '--', '/nowhere'], 1, /ENOENT/],
      [['run'], 64, /no kind of new namespaces/],
    ] as const) {
      const result = isolens(...args);
      assert.equal(result.status, status, args.join(' '));
      assert.match(result.stderr, text);
    }
  });
});

describe('isolens run', () => {
  it('runs a command in new namespaces, as root where they have users of their own', () => {
    const script = 'readlink /proc/self/ns/user /proc/self/ns/net; id -u; echo $$; exit 3';
    const { stdout, status } = isolens(
      'run',
      '--new',
      'user,pid',
      '--new',
      'net',
      '--new',
      'mnt',
      '--',
      'sh',
      '-c',
      script,
    );
    const [user, net, uid, pid] = stdout.trim().split('\n');
    assert.notEqual(user, readlinkSync('/proc/self/ns/user'));
    assert.notEqual(net, readlinkSync('/proc/self/ns/net'));
    assert.deepEqual([uid, pid, status], ['0', '1', 3]);
  });

  it('ends with the command, and leaves nothing', async () => {
    const child = spawn(process.execPath, [MAIN, 'run', '--new', 'user,pid', '--', 'sh', '-c', READY], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    assert.ok(code === 143 || code === 137, String(code));
  });
});
