import { message } from '../../base/message.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import { isMount } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c19 = defineCheck({
  code: 'C19',
  severity: 'error',
  title: 'A mount without a mount namespace',
  explanation:
    'Without a mount namespace of its own a container would mount on the host, for everybody to see and to stay. Add `mnt` ' +
    'to its namespaces.',
  on: ['Container'],
  check(container, { report, text }) {
    const node = statementsOf(container).find(isMount);
    if (!node || separateKinds(container).has('mnt')) return;
    report(
      { node },
      {
        message: message('This would be mounted on the host.'),
        fixes: [
          { title: message('Add the namespace {0}', 'mnt'), edits: [addKind(container, 'mnt', text)], preferred: true },
        ],
      },
    );
  },
});
