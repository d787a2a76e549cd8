import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { deleteNetns as deleteExecutor } from '../../../src/agent/run/netns.ts';
import { type DeleteNetns, NETNS_DIR, NETNS_MARK, namedNetns } from '../../../src/model/operation/netns.ts';
import { stepLine } from '../../../src/model/operation/operation.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { outcomeOf, type Running, runHere } from '../../support/running.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const skip = root ? false : 'needs root';
const NAME = `itest-${process.pid}`;

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' });
}

function exists(name: string): boolean {
  return existsSync(`${NETNS_DIR}/${name}`);
}

/** A named network namespace that others made; its name is removed on dispose, whatever it stands for by then. */
function foreignNetns(name: string): Disposable {
  ip('netns', 'add', name);
  return { [Symbol.dispose]: () => exists(name) && ip('netns', 'del', name) };
}

/** The operation that deletes what has the name now. */
async function deletion({ scan }: Running, name: string): Promise<DeleteNetns> {
  const namespace = namedNetns(await scan(), name)?.id;
  assert.ok(namespace, `${name} was not discovered`);
  return { kind: 'netns.delete', name, namespace };
}

describe('creating a named network namespace', { skip }, () => {
  it('makes it, marks it and writes down how to take it back', async () => {
    using running = runHere();
    const entry = await running.runner.execute({ kind: 'netns.create', name: NAME });
    assert.deepEqual([entry.state, entry.undo], ['done', await deletion(running, NAME)]);
    assert.match(ip('-n', NAME, 'link', 'show', 'lo'), new RegExp(`alias ${NETNS_MARK}$`, 'm'));

    const undone = await running.runner.undo(entry.id);
    assert.deepEqual([undone.state, exists(NAME)], ['undone', false]);
    assert.equal(namedNetns(await running.scan(), NAME), undefined);
    assert.equal(await outcomeOf(running.runner.undo(entry.id)), 'refused: It cannot be taken back.');
    assert.deepEqual(
      running.runner.journal().map(({ state }) => state),
      ['undone'],
    );
  });

  it('is refused when the name is taken, and leaves what has it as it is', async () => {
    using running = runHere();
    using _taken = foreignNetns(NAME);
    const { namespace } = await deletion(running, NAME);
    const outcome = await outcomeOf(running.runner.execute({ kind: 'netns.create', name: NAME }));
    assert.equal(outcome, 'refused: A network namespace named {0} exists already.');
    assert.equal((await deletion(running, NAME)).namespace, namespace);
    assert.deepEqual(running.runner.journal(), []);
  });

  it('fails, with what ip said, when a file has the name, and leaves the file', async () => {
    using running = runHere();
    ip('netns', 'add', `${NAME}-other`);
    ip('netns', 'del', `${NAME}-other`);
    writeFileSync(`${NETNS_DIR}/${NAME}`, 'mine');
    try {
      const act = running.runner.execute({ kind: 'netns.create', name: NAME });
      assert.equal(await outcomeOf(act), 'failed: {0} failed: {1}');
      const [entry] = running.runner.journal();
      assert.equal(entry?.state, 'failed');
      assert.match(entry?.error ?? '', /^ip netns add itest-\d+ failed: .*File exists$/);
      assert.ok(exists(NAME));
    } finally {
      execFileSync('rm', [`${NETNS_DIR}/${NAME}`]);
    }
  });

  it('is described without doing anything', async () => {
    using running = runHere();
    const { steps, refusals } = await running.runner.describe({ kind: 'netns.create', name: NAME });
    assert.equal(steps[0] && stepLine(steps[0]), `ip netns add ${NAME}`);
    assert.deepEqual([refusals, exists(NAME), running.runner.journal()], [[], false, []]);
  });
});

describe('creating a named network namespace as an ordinary user', { skip: root && 'needs an ordinary user' }, () => {
  it('is denied and written down as failed', async () => {
    using running = runHere();
    const outcome = await outcomeOf(running.runner.execute({ kind: 'netns.create', name: NAME }));
    assert.equal(outcome, 'denied: {0} failed: {1}');
    assert.equal(running.runner.journal()[0]?.state, 'failed');
  });
});

describe('deleting a named network namespace', { skip }, () => {
  it('deletes one that others made, with no way back', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const entry = await running.runner.execute(await deletion(running, NAME));
    assert.deepEqual([entry.state, entry.undo, exists(NAME)], ['done', undefined, false]);
    assert.equal(await outcomeOf(running.runner.undo(entry.id)), 'refused: It cannot be taken back.');
  });

  it('is refused while a process is inside', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    await using _inside = await start('ip', 'netns', 'exec', NAME, 'sh', '-c', READY);
    const outcome = await outcomeOf(running.runner.execute(await deletion(running, NAME)));
    assert.match(outcome, /^refused: Processes are still in it/);
    assert.ok(exists(NAME));
  });

  it('is refused when a process entered after it was described', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const operation = await deletion(running, NAME);
    await using _inside = await start('ip', 'netns', 'exec', NAME, 'sh', '-c', READY);
    const act = deleteExecutor.execute(operation, await running.context());
    assert.match(await outcomeOf(act), /^refused: Processes are still in it/);
    assert.ok(exists(NAME));
  });

  it('is refused when the name stands for another namespace now', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const operation = await deletion(running, NAME);
    // Somebody inside keeps the first one alive, so that the second one cannot have its number.
    await using _inside = await start('ip', 'netns', 'exec', NAME, 'sh', '-c', READY);
    ip('netns', 'del', NAME);
    ip('netns', 'add', NAME);
    assert.equal(
      await outcomeOf(running.runner.execute(operation)),
      'refused: {0} is not the same network namespace any more.',
    );
    assert.ok(exists(NAME));
  });

  it('is refused when it does so only since the last scan', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const operation = await deletion(running, NAME);
    const old = await running.scan();
    await using _inside = await start('ip', 'netns', 'exec', NAME, 'sh', '-c', READY);
    ip('netns', 'del', NAME);
    ip('netns', 'add', NAME);
    const act = deleteExecutor.execute(operation, { ...(await running.context()), rescan: () => Promise.resolve(old) });
    assert.equal(await outcomeOf(act), 'refused: {0} is not the same network namespace any more.');
    assert.ok(exists(NAME));
  });

  it('is refused when another namespace has its name and its number', async (t) => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const { host } = await running.scan();
    if (!host.features.nsGetId) return t.skip('this kernel does not number namespaces for good');
    const operation = await deletion(running, NAME);
    ip('netns', 'del', NAME);
    ip('netns', 'add', NAME);
    assert.equal(
      await outcomeOf(running.runner.execute(operation)),
      'refused: {0} is not the same network namespace any more.',
    );
    assert.ok(exists(NAME));
  });

  it('is refused when there is no such name any more', async () => {
    using running = runHere();
    using _foreign = foreignNetns(NAME);
    const operation = await deletion(running, NAME);
    ip('netns', 'del', NAME);
    assert.equal(
      await outcomeOf(running.runner.execute(operation)),
      'refused: There is no network namespace named {0}.',
    );
  });

  it('does not take the name in another mount namespace for its own', async () => {
    using running = runHere();
    // An `ip netns add` that nobody but this process sees.
    const script = `mount -t tmpfs none /run && ip netns add ${NAME} && ${READY}`;
    await using _elsewhere = await start('unshare', '--mount', 'sh', '-c', script);
    assert.equal(namedNetns(await running.scan(), NAME), undefined);
    const entry = await running.runner.execute({ kind: 'netns.create', name: NAME });
    await running.runner.undo(entry.id);
    assert.equal(exists(NAME), false);
  });
});
