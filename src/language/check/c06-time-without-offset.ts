import { message } from '../../base/message.ts';
import { namespacesOf } from '../container-namespaces.ts';
import { isClock } from '../generated/ast.ts';
import { statementsOf } from '../spec-index.ts';
import { defineCheck } from './check.ts';

export const c06 = defineCheck({
  code: 'C06',
  severity: 'hint',
  title: 'A time namespace that shows the time of the host',
  explanation:
    'A time namespace without an offset shows the same clocks as the host. Add `clock boottime +7d` to see it work.',
  on: ['Container'],
  check(container, { report }) {
    const list = namespacesOf(container);
    const index = list?.kinds?.indexOf('time') ?? -1;
    if (!list || index < 0 || statementsOf(container).some(isClock)) return;
    report({ node: list, property: 'kinds', index }, { message: message('No clock is moved in it.') });
  },
});
