import { c23 } from '../../../../src/language/check/c23-no-namespace.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c23, {
  right: [
    'container c { namespaces [] }',
    'container c { limits { pids.max = 3 } }',
    'netns a container c { join net of a }',
  ],
  wrong: [{ text: 'container «c» { command ["sh"] }', message: 'c is not isolated from the host.' }],
});
