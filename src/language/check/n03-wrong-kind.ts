import { message } from '../../base/message.ts';
import { unresolvedReferences } from '../references.ts';
import { defineCheck } from './check.ts';

export const n03 = defineCheck({
  code: 'N03',
  severity: 'error',
  title: 'A name of the wrong kind',
  explanation:
    'The name is declared, but as something that cannot stand here: `cgroup web` where web is a container, `on sfo` where sfo is ' +
    'a network namespace. Name something of the right kind.',
  on: ['Spec'],
  check(spec, { index, report }) {
    for (const { node, property, name, wanted, visible } of unresolvedReferences(spec, index)) {
      const [declared] = visible.get(name) ?? [];
      if (!declared) continue;
      report(
        { node, property },
        {
          message: message('{0} is a {1}; here stands a {2}.', name, declared.$type.toLowerCase(), wanted.word),
          related: [{ at: { node: declared, property: 'name' }, message: message('It is declared here.') }],
        },
      );
    }
  },
});
