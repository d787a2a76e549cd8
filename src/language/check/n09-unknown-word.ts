import { defineCheck } from './check.ts';

/** The parser reports it: see `../syntax/findings.ts`. */
export const n09 = defineCheck({
  code: 'N09',
  severity: 'error',
  title: 'A word that means nothing here',
  explanation:
    'A statement begins with a word that the language does not know at this place, or a part of it is missing. The message says ' +
    'what can stand here. Only the damaged block suffers: everything else is still checked.',
  on: [],
  check() {},
});
