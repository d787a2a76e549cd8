import { message } from '../../base/message.ts';
import { parseDuration } from '../../model/cgroup/duration.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import { isClock } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

const CLOCKS = ['monotonic', 'boottime'];

export const c05 = defineCheck({
  code: 'C05',
  severity: 'error',
  title: 'A clock that cannot be moved so',
  explanation:
    'A time namespace (time_namespaces(7)) moves the clocks `monotonic` and `boottime` by an offset such as `+7d` or `-90s`, and ' +
    'no others: the time of day is the same everywhere. No clock may become negative. Without a `time` namespace there ' +
    'is nothing to move.',
  on: ['Container'],
  check(container, { report, text }) {
    for (const node of statementsOf(container).filter(isClock)) {
      const { kind, offset } = node;
      const namespace = separateKinds(container).has('time') ? [] : [addKind(container, 'time', text)];
      if (kind !== undefined && !CLOCKS.includes(kind)) {
        const near = nearest(kind, CLOCKS) ?? 'boottime';
        const at = { node, property: 'kind' };
        report(at, {
          message: message('Only the clocks monotonic and boottime can be moved.'),
          fixes: [{ title: message('Use {0}', near), edits: [replace(at, near), ...namespace] }],
        });
      } else if (offset !== undefined && parseDuration(offset.replace(/^[+-]/, '')) === undefined) {
        report({ node, property: 'offset' }, { message: message('{0} is no offset, such as +7d or -90s.', offset) });
      } else if (namespace.length > 0) {
        report(
          { node },
          {
            message: message('Only a container with a time namespace has clocks of its own.'),
            fixes: [
              {
                title: message('Add the namespace {0}', 'time'),
                edits: namespace,
                preferred: true,
              },
            ],
          },
        );
      }
    }
  },
});
