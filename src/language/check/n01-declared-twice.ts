import { message } from '../../base/message.ts';
import { defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** `web-2`, or the next number that nobody has, for as many as are asked for. */
function* freeNames(name: string, taken: { has(name: string): boolean }): Generator<string, never> {
  for (let number = 2; ; number++) {
    if (!taken.has(`${name}-${number}`)) yield `${name}-${number}`;
  }
}

export const n01 = defineCheck({
  code: 'N01',
  severity: 'error',
  title: 'A name that is declared twice',
  explanation:
    'Wires, places, groups and profiles of a file share one set of names, so that a name means one thing wherever it stands. ' +
    'References mean the first declaration. Give the other one another name.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    for (const [name, [first, ...others]] of index.byName) {
      const free = freeNames(name, index.byName);
      for (const other of others) {
        const at = { node: other, property: 'name' };
        const better = free.next().value;
        const fixes: Fix[] =
          name === 'host'
            ? []
            : [{ title: message('Rename it to {0}', better), edits: [replace(at, better)], preferred: true }];
        report(at, {
          message: message('{0} is declared already.', name),
          fixes,
          ...(first && {
            related: [{ at: { node: first, property: 'name' }, message: message('It is declared here.') }],
          }),
        });
      }
    }
  },
});
