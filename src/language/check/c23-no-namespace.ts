import { message } from '../../base/message.ts';
import { separateKinds } from '../container-namespaces.ts';
import { defineCheck } from './check.ts';

export const c23 = defineCheck({
  code: 'C23',
  severity: 'information',
  title: 'A container without namespaces',
  explanation:
    'It is an ordinary process of the host in a group of its own: limited, but not isolated. That may be what is wanted; say so ' +
    'with `namespaces []`.',
  on: ['Container'],
  check(container, { report }) {
    const said = container.body.some(
      ({ $type }) => $type === 'Namespaces' || $type === 'Use' || $type === 'Limits' || $type === 'CgroupRef',
    );
    if (said || container.name === undefined || separateKinds(container).size > 0) return;
    report(
      { node: container, property: 'name' },
      { message: message('{0} is not isolated from the host.', container.name) },
    );
  },
});
