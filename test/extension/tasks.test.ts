import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const RIGHT = 'veth cable\nnetns a { interface e on cable }\nnetns b { interface e on cable }\n';
const WRONG = 'netns a { interface e on nothing }\n';

async function write(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
}

/** Runs a task to its end. @returns the exit code of its process */
async function run(task: vscode.Task): Promise<number | undefined> {
  let listening: vscode.Disposable | undefined;
  const ended = new Promise<number | undefined>((resolve) => {
    listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === task.name) resolve(exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  const code = await ended;
  listening?.dispose();
  return code;
}

describe('tasks of the type cspec', () => {
  let tasks: readonly vscode.Task[];
  const task = (name: string) => {
    const found = tasks.find((each) => each.name === name);
    assert.ok(found, name);
    return found;
  };

  before(async () => {
    await vscode.extensions.getExtension('isolens.isolens')?.activate();
    await write('task-right.cspec', RIGHT);
    await write('task-wrong.cspec', WRONG);
    // VS Code tells of new files a moment later.
    do tasks = await vscode.tasks.fetchTasks({ type: 'cspec' });
    while (
      !['check task-right.cspec', 'check task-wrong.cspec'].every((name) => tasks.some((each) => each.name === name))
    );
  });

  it('are there for every spec of the workspace and everything that can be done with one', () => {
    for (const file of ['task-right.cspec', 'task-wrong.cspec']) {
      for (const action of ['plan', 'up', 'down', 'test', 'check']) task(`${action} ${file}`);
    }
    assert.deepEqual(task('up task-right.cspec').problemMatchers, ['$cspec']);
  });

  it('end with the exit code of the command: 0 for a file without errors, 1 for one with', async () => {
    assert.equal(await run(task('check task-right.cspec')), 0);
    assert.equal(await run(task('check task-wrong.cspec')), 1);
  });

  it('refuse to plan a file with errors, and do nothing of it', async () => {
    assert.equal(await run(task('plan task-wrong.cspec')), 1);
  });

  it('know the tasks of tasks.json, with options, and none of another form', async () => {
    const definition = { type: 'cspec', file: 'task-right.cspec', action: 'plan', args: ['--json'] };
    await vscode.workspace.getConfiguration('tasks').update('version', '2.0.0', false);
    await vscode.workspace.getConfiguration('tasks').update('tasks', [{ ...definition, label: 'mine' }], false);
    const found = (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'mine');
    assert.ok(found?.execution instanceof vscode.ProcessExecution);
    assert.ok(found.execution.args.includes('--json'));
  });
});
