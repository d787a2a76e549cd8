import { defineCheck } from './check.ts';

/** The parser reports it: see `../syntax/findings.ts`. */
export const n06 = defineCheck({
  code: 'N06',
  severity: 'error',
  title: 'A word of the language as a name',
  explanation:
    'Words that begin a statement, such as `route` or `mount`, cannot be names: after a mistake the reader of the file would ' +
    'take the next statement for a part of the one before. Add something to the name: `route-1`.',
  on: [],
  check() {},
});
