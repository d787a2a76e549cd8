import { i13 } from '../../../../src/language/check/i13-interface-without-net.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i13, {
  right: [
    'container c { namespaces [net]  interface e }',
    'container c { namespaces [pid]  dns 10.0.0.1 }',
    'profile p { namespaces [net] } container c { use p  interface e }',
    'profile p { interface e } container c { use p  namespaces [net, pid] }',
    'netns n container c { join net of n  interface e }',
    'container c { join net of process 7  interface e }',
    // C01 says it.
    'container c { namespaces [network]  interface e }',
    'profile p { interface e }',
  ],
  wrong: [
    {
      text: 'container c { interface «e» interface f }',
      fixed: 'container c { namespaces [net] interface e interface f }',
      message: 'c has no network of its own: this would change that of the host.',
      severity: 'error',
    },
    {
      text: 'container c { namespaces [pid, uts,]  interface «e» }',
      fixed: 'container c { namespaces [pid, uts, net,]  interface e }',
    },
    { text: 'container c { namespaces []  interface «e» }', fixed: 'container c { namespaces [net]  interface e }' },
    {
      text: 'container c { «route 10.0.0.0/8 via 10.1.0.1» }',
      fixed: 'container c { namespaces [net] route 10.0.0.0/8 via 10.1.0.1 }',
    },
    {
      text: 'profile p { namespaces [pid] interface e } container c { use «p» }',
      fix: 'Add net to the namespaces of the profile p',
      fixed: 'profile p { namespaces [pid, net] interface e } container c { use p }',
    },
  ],
});
