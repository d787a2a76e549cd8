import * as vscode from 'vscode';
import { printable } from '../../base/text.ts';
import type { SpecFile } from './entry.ts';
import { environmentSettings } from './settings.ts';
import type { SpecFiles } from './spec-files.ts';

export const TASK_TYPE = 'cspec';

/** What a task does: a command of `isolens` with the same name. */
export const TASK_ACTIONS = ['plan', 'up', 'down', 'test', 'check'] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

/** A task as `tasks.json` has it. */
interface CspecTask extends vscode.TaskDefinition {
  readonly type: typeof TASK_TYPE;
  /** From the folder of the workspace, or absolute. */
  readonly file: string;
  readonly action: TaskAction;
  /** Options of the command. */
  readonly args?: readonly string[];
}

/** Tasks for the specs of the workspace: `isolens` in a terminal, so that others can wait for it. */
export class EnvironmentTasks implements vscode.TaskProvider {
  readonly #files: SpecFiles;
  /** Absolute path of `isolens`. */
  readonly #program: string;

  constructor(files: SpecFiles, program: string) {
    this.#files = files;
    this.#program = program;
  }

  /** None in a workspace that is not trusted. */
  async provideTasks(): Promise<vscode.Task[]> {
    if (!vscode.workspace.isTrusted) return [];
    const files = await this.#files.all();
    return files.flatMap((file) =>
      TASK_ACTIONS.map((action) => this.#task({ type: TASK_TYPE, file: file.shown, action }, folderOf(file))),
    );
  }

  /** Of `tasks.json`; undefined where it is not of the form. */
  resolveTask({ definition, scope }: vscode.Task): vscode.Task | undefined {
    if (!isCspecTask(definition) || !vscode.workspace.isTrusted) return undefined;
    // VS Code knows the task by its definition: it must be the same object.
    return this.#task(definition, typeof scope === 'object' ? scope : undefined);
  }

  #task(definition: CspecTask, folder: vscode.WorkspaceFolder | undefined): vscode.Task {
    const { file, action, args = [] } = definition;
    const cwd = folder?.uri.fsPath ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    // In the desktop's Electron as plain Node.js.
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    const argv = [this.#program, action, ...optionsOf(action), ...args, '--', file];
    const execution = new vscode.ProcessExecution(process.execPath, argv, { env, ...(cwd !== undefined && { cwd }) });
    const name = printable(`${action} ${file}`);
    return new vscode.Task(definition, folder ?? vscode.TaskScope.Workspace, name, TASK_TYPE, execution, '$cspec');
  }
}

/** What is set for environments also holds for tasks. */
function optionsOf(action: TaskAction): string[] {
  const { engine, graceMs } = environmentSettings();
  const withEngine = engine === 'auto' ? [] : ['--engine', engine];
  const grace = ['--grace', String(graceMs / 1000)];
  if (action === 'up') return [...withEngine, ...grace];
  if (action === 'down') return grace;
  return action === 'plan' ? withEngine : [];
}

function folderOf({ uri }: SpecFile): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri));
}

function isCspecTask(definition: vscode.TaskDefinition): definition is CspecTask {
  const { type, file, action, args } = definition;
  const isAction = TASK_ACTIONS.some((each) => each === action);
  const hasArgs = args === undefined || (Array.isArray(args) && args.every((each) => typeof each === 'string'));
  return type === TASK_TYPE && typeof file === 'string' && isAction && hasArgs;
}
