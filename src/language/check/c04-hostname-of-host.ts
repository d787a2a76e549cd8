import { message } from '../../base/message.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import { isHostname } from '../generated/ast.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c04 = defineCheck({
  code: 'C04',
  severity: 'error',
  title: 'A hostname without a uts namespace',
  explanation:
    'The host name belongs to the uts namespace (uts_namespaces(7)). Without one of its own the container would rename the ' +
    'host. Add `uts` to its namespaces.',
  on: ['Container'],
  check(container, { report, text }) {
    const node = settingOf(container, isHostname);
    if (!node || separateKinds(container).has('uts')) return;
    report(
      { node },
      {
        message: message('This would rename the host.'),
        fixes: [
          { title: message('Add the namespace {0}', 'uts'), edits: [addKind(container, 'uts', text)], preferred: true },
        ],
      },
    );
  },
});
