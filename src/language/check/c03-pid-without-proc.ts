import { message } from '../../base/message.ts';
import { addKind, namespacesOf, ownKinds } from '../container-namespaces.ts';
import { isMount, isRootfs } from '../generated/ast.ts';
import { settingOf, statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { addStatement } from './spans.ts';

export const c03 = defineCheck({
  code: 'C03',
  severity: 'warning',
  title: 'A pid namespace in which ps shows the host',
  explanation:
    'ps(1) and its kin read `/proc`, and a proc file system shows the pid namespace that it was mounted in. In a new pid ' +
    'namespace with the `/proc` of the host they show the processes of the host, with numbers that mean others inside. ' +
    'A mount namespace and a `mount proc` of its own cure it.',
  on: ['Container'],
  check(container, { report, text }) {
    const kinds = ownKinds(container);
    const list = namespacesOf(container);
    if (!kinds.has('pid') || !list) return;
    const statements = statementsOf(container);
    const proc = statements.some((each) => isMount(each) && (each.kind === 'proc' || each.kind === 'standard'));
    if (kinds.has('mnt') && proc) return;
    // A root file system without /proc shows nothing wrong.
    if (kinds.has('mnt') && settingOf(container, isRootfs)?.path !== undefined) return;
    const edits = [
      ...(kinds.has('mnt') ? [] : [addKind(container, 'mnt', text)]),
      ...(proc ? [] : [addStatement(container, 'mount proc at /proc', text)]),
    ];
    report(
      { node: list, property: 'kinds', index: list.kinds.indexOf('pid') },
      {
        message: message('ps will show the processes of the host here.'),
        fixes: [{ title: message('Give it a /proc of its own'), edits, preferred: true }],
      },
    );
  },
});
