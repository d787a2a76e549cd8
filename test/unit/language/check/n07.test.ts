import { n07 } from '../../../../src/language/check/n07-cycle.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n07, {
  right: [
    'cgroup a { } cgroup b in a { } profile p { } profile r { use p } container c { use r after d } container d { }',
  ],
  wrong: [
    { text: 'cgroup a in «a» { }', message: 'This leads in a circle back to a.' },
    { text: 'cgroup a in «b» { } cgroup b in a { }' },
    { text: 'profile p { use «r» } profile r { use p }' },
    { text: 'container c { after «d» } container d { join pid of c }' },
  ],
});
