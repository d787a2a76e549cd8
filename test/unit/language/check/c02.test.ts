import { c02 } from '../../../../src/language/check/c02-namespace-twice.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c02, {
  right: ['container c { namespaces [pid, net] }', 'netns a container c { namespaces [pid] join net of a }'],
  wrong: [
    { text: 'container c { namespaces [pid, «pid»] }' },
    {
      text: 'netns a container c { namespaces [net] «join net of a» }',
      message: 'c has another net namespace already.',
    },
  ],
});
