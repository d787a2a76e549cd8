import { message } from '../../base/message.ts';
import { normalizePath } from '../../model/spec/posix-path.ts';
import { isCommand, isEnv, isWorkdir } from '../generated/ast.ts';
import { DEFAULT_PATH } from '../root-of.ts';
import { settingOf, statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

export const c15 = defineCheck({
  code: 'C15',
  severity: 'warning',
  title: 'A command that depends on where it is run',
  explanation:
    'A command without a slash is looked for in the directories of PATH, one with a slash in the working directory. Without `env PATH` ' +
    'the usual one is set. A PATH that is empty or has relative directories finds nothing, or a program that somebody put there.',
  on: ['Container'],
  check(container, { report }) {
    const command = settingOf(container, isCommand);
    const [word] = command?.args ?? [];
    if (!command || !word || word.startsWith('/')) return;
    if (word.includes('/')) {
      const workdir = settingOf(container, isWorkdir)?.path ?? '/';
      const better = JSON.stringify(normalizePath(`${workdir}/${word}`));
      const at = { node: command, property: 'args', index: 0 };
      report(at, {
        message: message('This is seen from the working directory.'),
        fixes: [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }],
      });
      return;
    }
    const path = statementsOf(container).findLast((each) => isEnv(each) && each.key === 'PATH');
    if (!isEnv(path) || path.value === undefined || path.value.split(':').every((each) => each.startsWith('/'))) return;
    const at = { node: path, property: 'value' };
    report(at, {
      message:
        path.value === ''
          ? message('Without directories in PATH no command is found.')
          : message('PATH should have absolute directories only.'),
      fixes: [
        {
          title: message('Use {0}', DEFAULT_PATH),
          edits: [replace(at, JSON.stringify(DEFAULT_PATH))],
          preferred: true,
        },
      ],
    });
  },
});
