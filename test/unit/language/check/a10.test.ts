import { a10 } from '../../../../src/language/check/a10-host-route.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a10, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    {
      text: 'environment shop bridge x { address 172.17.0.1/16 }',
      facts: { routes: [{ to: '172.17.0.0/16', environment: 'shop' }, { to: '10.0.0.0/8' }] },
    },
  ],
  wrong: [
    {
      text: 'bridge x { address «172.17.0.1/16» }',
      fixed: 'bridge x { address 172.18.0.1/16 }',
      message: 'The host already has a route to 172.17.0.0/16, which overlaps 172.17.0.0/16.',
      severity: 'warning',
      facts: { routes: [{ to: '172.17.0.0/16' }] },
    },
    {
      text: 'environment shop bridge x { address «172.17.0.1/16» }',
      fixed: 'environment shop bridge x { address 172.18.0.1/16 }',
      facts: {
        routes: [
          { to: '172.17.0.0/16', environment: 'shop' },
          { to: '172.17.0.0/16', environment: 'other' },
        ],
      },
    },
  ],
});
