import { message } from '../../base/message.ts';
import { parseElf, runsOn } from '../../model/spec/elf.ts';
import { isWithin, normalizePath } from '../../model/spec/posix-path.ts';
import { type Command, type Container, isCommand, isEnv, isMount } from '../generated/ast.ts';
import { type Resolved, RootFileSystem } from '../root-file-system.ts';
import { DEFAULT_PATH, rootOf } from '../root-of.ts';
import { settingOf, statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck, type Finding, type Fix } from './check.ts';
import type { Files } from './files.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** So much of a program is read: its headers, or its first line. */
const HEAD = 4096;

const ANY_EXECUTE = 0o111;

/** Directories in which a command is looked for. */
function pathOf(container: Container): readonly string[] {
  const set = statementsOf(container).findLast((each) => isEnv(each) && each.key === 'PATH');
  return ((isEnv(set) ? set.value : undefined) ?? DEFAULT_PATH)
    .split(':')
    .filter((directory) => directory.startsWith('/'));
}

/** Whether something is mounted over a path inside, so that the files below it are others. */
function isCovered(container: Container, path: string): boolean {
  return statementsOf(container).some(
    (each) => isMount(each) && each.target !== undefined && isWithin(normalizePath(each.target), path),
  );
}

async function find(root: RootFileSystem, candidates: readonly string[]): Promise<Resolved | undefined> {
  for (const path of candidates) {
    const found = await root.resolve(path);
    if (found?.stat.kind === 'file') return found;
  }
  return undefined;
}

async function nearFix(
  node: Command,
  root: RootFileSystem,
  directories: readonly string[],
  files: Files,
): Promise<Fix[]> {
  const word = node.args[0] ?? '';
  const names: string[] = [];
  for (const directory of directories) {
    const resolved = await root.resolve(directory);
    names.push(...((resolved && (await files.list(resolved.path))) ?? []));
  }
  const near = nearest(word.slice(word.lastIndexOf('/') + 1), names);
  if (near === undefined) return [];
  const better = JSON.stringify(word.slice(0, word.lastIndexOf('/') + 1) + near);
  return [{ title: message('Use {0}', better), edits: [replace({ node, property: 'args', index: 0 }, better)] }];
}

/** Why a file that is there cannot be run. */
async function whyNot(
  found: Resolved,
  word: string,
  root: RootFileSystem,
  context: CheckContext,
): Promise<Finding | undefined> {
  if (!(found.stat.mode & ANY_EXECUTE)) return { message: message('{0} is not executable: chmod +x it.', word) };
  const head = await context.files?.head(found.path, HEAD);
  if (!head) return undefined;
  const elf = parseElf(head);
  const machine = context.facts?.machine;
  if (machine !== undefined && elf && !runsOn(machine, elf.machine)) {
    return { message: message('{0} is a program for {1}, and this is {2}.', word, elf.machine ?? '', machine) };
  }
  const interpreter = elf ? elf.interpreter : scriptInterpreter(head);
  if (interpreter === undefined || (await root.resolve(interpreter))) return undefined;
  return { message: message('{0} needs {1}, which is not there.', word, interpreter) };
}

/** Of `#!/bin/sh -e` (execve(2)). */
function scriptInterpreter(head: Uint8Array): string | undefined {
  const [line = ''] = String.fromCharCode(...head.subarray(0, 256)).split('\n', 1);
  return /^#![ \t]*(\/[^\s]*)/.exec(line)?.[1];
}

export const c14 = defineCheck({
  code: 'C14',
  severity: 'error',
  title: 'A command that cannot be run',
  explanation:
    'The command is looked for in the root file system, along PATH, and links are followed inside of it. It must be executable, of the ' +
    'machine of the host, and what it needs first must be there too: the dynamic loader of a program, the `#!` of a script. ' +
    '“No such file or directory” for a file that is there means that.',
  on: ['Container'],
  async check(container, context) {
    const { directory, files, report } = context;
    const node = settingOf(container, isCommand);
    const [word] = node?.args ?? [];
    const base = rootOf(container, directory);
    if (!node || !word || base === undefined || !files) return;
    const relative = word.includes('/') && !word.startsWith('/');
    const directories = pathOf(container);
    const candidates = word.startsWith('/') ? [word] : directories.map((each) => `${each}/${word}`);
    const root = new RootFileSystem(base, files);
    // Without the directory there is C12; what a mount brings cannot be seen.
    if (relative || candidates.some((path) => isCovered(container, path)) || !(await root.resolve('/'))) return;
    const at = { node, property: 'args', index: 0 };
    // A command of the host may be installed until it runs; a root file system is what it is.
    const severity = base === '/' ? 'warning' : 'error';
    const found = await find(root, candidates);
    const finding = found
      ? await whyNot(found, word, root, context)
      : {
          message: word.startsWith('/')
            ? message('There is no {0} in {1}.', word, base)
            : message('There is no command {0} in {1}.', word, base),
          fixes: await nearFix(
            node,
            root,
            word.startsWith('/') ? [word.slice(0, word.lastIndexOf('/') + 1)] : directories,
            files,
          ),
        };
    if (finding) report(at, { severity, ...finding });
  },
});
