import { c27 } from '../../../../src/language/check/c27-rlimit.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c27, {
  right: ['container c { rlimit nofile 1024 4096 rlimit core 0 rlimit nproc 5 unlimited }'],
  wrong: [
    { text: 'container c { rlimit «nofiles» 5 }', fixed: 'container c { rlimit nofile 5 }' },
    { text: 'container c { rlimit nofile «10 5» }', fixed: 'container c { rlimit nofile 5 10 }' },
    { text: 'container c { rlimit nofile «many» }' },
  ],
});
