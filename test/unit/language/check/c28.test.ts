import { c28 } from '../../../../src/language/check/c28-sysctl.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c28, {
  right: [
    'netns a { sysctl net.ipv4.ip_forward = 1 } container c { namespaces [net, ipc] sysctl net.ipv4.ip_forward = 1 sysctl kernel.shmmax = 1 }',
    'host { sysctl vm.swappiness = 10 }',
  ],
  wrong: [
    {
      text: 'host { }\ncontainer c { namespaces [net] sysctl «vm.swappiness» = 10 }',
      fixed: 'host { sysctl vm.swappiness = 10 }\ncontainer c { namespaces [net] }',
    },
    {
      text: 'container c { sysctl «net.ipv4.ip_forward» = 1 }',
      fixed: 'container c { namespaces [net] sysctl net.ipv4.ip_forward = 1 }',
    },
    { text: 'netns a { sysctl «kernel.shmmax» = 1 }' },
    { text: 'netns a { sysctl «nonsense.x» = 1 }' },
  ],
});
