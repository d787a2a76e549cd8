import { message } from '../../base/message.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import { isCommand, isRootfs } from '../generated/ast.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

export const c22 = defineCheck({
  code: 'C22',
  severity: 'error',
  title: 'A root file system that cannot be entered, or that nothing runs in',
  explanation:
    'pivot_root(2) exchanges the root of a mount namespace: without one of its own, that would be the root of the host. A root ' +
    'file system in which no command runs is of no use.',
  on: ['Container'],
  check(container, { report, text }) {
    const node = settingOf(container, isRootfs);
    if (node?.path === undefined) return;
    if (!separateKinds(container).has('mnt')) {
      report(
        { node },
        {
          message: message('A root file system needs a mount namespace.'),
          fixes: [
            {
              title: message('Add the namespace {0}', 'mnt'),
              edits: [addKind(container, 'mnt', text)],
              preferred: true,
            },
          ],
        },
      );
    }
    if (!settingOf(container, isCommand)) {
      const edits = [addStatement(container, 'command ["sh"]', text)];
      report(
        { node },
        {
          severity: 'warning',
          message: message('No command runs in it.'),
          fixes: [{ title: message('Add {0}', 'command ["sh"]'), edits }],
        },
      );
    }
  },
});
