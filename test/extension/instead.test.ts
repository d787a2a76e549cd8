import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { operate } from '../../src/extension/commands/operating.ts';
import type { JournalEntry } from '../../src/model/operation/journal.ts';
import { describeOperation, type Operation } from '../../src/model/operation/operation.ts';
import { DescribeOperation, ExecuteOperation, type Request } from '../../src/protocol/protocol.ts';
import { aGroupSnapshot, aSeen, INODE } from '../support/group-hosts.ts';

const UNIT = '0:/system.slice/ssh.service';
const SNAPSHOT = aGroupSnapshot([UNIT]);
const SEEN = aSeen(
  { [UNIT]: { files: { 'memory.max': 'max\n' } } },
  { systemd: true, properties: { LoadState: ['loaded'], MemoryMax: ['infinity'] } },
);

/** Describes for a host of systemd, and remembers what it is told to do. */
class Agent {
  readonly done: Operation[] = [];

  async request<P, R>({ method }: Request<P, R>, params: P): Promise<R> {
    return this.#answer(method, params as { readonly operation: Operation }) as R;
  }

  #answer(method: string, { operation }: { readonly operation: Operation }): unknown {
    const description = describeOperation(operation, SNAPSHOT, SEEN);
    if (method === DescribeOperation.method) return description;
    assert.equal(method, ExecuteOperation.method);
    this.done.push(operation);
    const { title } = description;
    const entry: JournalEntry = {
      id: '1',
      time: 0,
      host: 'h',
      bootId: 'b',
      uid: 0,
      operation,
      title,
      state: 'done',
    };
    return entry;
  }
}

/** Does something with the message that comes, again until what was asked has ended. */
async function answer(asked: Promise<unknown>, command: string): Promise<void> {
  const ended = asked.then(() => true);
  const soon = () => new Promise<false>((resolve) => setTimeout(resolve, 100, false));
  do await vscode.commands.executeCommand(command);
  while (!(await Promise.race([ended, soon()])));
}

describe('a change of a group of systemd', () => {
  beforeEach(() => vscode.commands.executeCommand('notifications.clearAll'));

  const operation: Operation = {
    kind: 'cgroup.set',
    group: UNIT,
    inode: INODE,
    writes: [{ file: 'memory.max', value: '10M' }],
  };

  it('is done by systemd when the button that offers it is pressed', async () => {
    const agent = new Agent();
    const asked = operate({ agent }, [operation]);
    await answer(asked, 'notification.acceptPrimaryAction');
    const properties = [{ name: 'MemoryMax', value: '10485760' }];
    assert.deepEqual(agent.done, [{ kind: 'cgroup.setProperty', unit: 'ssh.service', properties }]);
    assert.equal((await asked).length, 1);
  });

  it('is not done when the message is closed', async () => {
    const agent = new Agent();
    const asked = operate({ agent }, [operation]);
    await answer(asked, 'notifications.clearAll');
    assert.deepEqual([agent.done, await asked], [[], []]);
  });
});
