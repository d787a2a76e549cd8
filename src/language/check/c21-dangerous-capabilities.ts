import { message } from '../../base/message.ts';
import { ownKinds } from '../container-namespaces.ts';
import { isCapabilities } from '../generated/ast.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

/** Each of them is as good as root on the host. */
const LIKE_ROOT = ['CAP_SYS_ADMIN', 'CAP_SYS_MODULE', 'CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'];

export const c21 = defineCheck({
  code: 'C21',
  severity: 'warning',
  title: 'Capabilities that reach out of the container',
  explanation:
    'In the user namespace of the host a process with CAP_SYS_ADMIN, CAP_SYS_MODULE, CAP_SYS_PTRACE or CAP_DAC_READ_SEARCH can ' +
    'leave its container. In a user namespace of its own they hold only for what belongs to that.',
  on: ['Container'],
  check(container, { report }) {
    const node = settingOf(container, isCapabilities);
    if (!node || ownKinds(container).has('user')) return;
    const [bad] = (node.caps ?? []).filter((name) => LIKE_ROOT.includes(name));
    if (bad === undefined && node.keyword !== 'all') return;
    report(
      { node },
      {
        message: message('With {0} a process can leave the container.', bad ?? 'all'),
        fixes: [{ title: message('Use the default'), edits: [replace({ node }, 'capabilities default')] }],
      },
    );
  },
});
