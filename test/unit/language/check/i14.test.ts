import { i14 } from '../../../../src/language/check/i14-publish.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i14, {
  right: [
    'host { publish 8080 to a port 80 publish 8081 to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
    {
      text: 'host { publish 53 to a port 53 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      facts: {
        listening: [
          { protocol: 'tcp', port: 8080 },
          { protocol: 'tcp', port: 8081 },
          { protocol: 'udp', port: 53 },
        ],
      },
    },
    'host { publish 80 to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
    'host { publish 80 to nobody port 80 }',
  ],
  wrong: [
    {
      text: 'host { publish «0» to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
    },
    {
      text: 'host { publish 8080 to a port «70000» } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      message: '70000 is no port: they are numbers from 1 to 65535.',
    },
    {
      text: 'host { publish 8080 to a port 80 publish «8080» to a port 81 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      fixed:
        'host { publish 8080 to a port 80 publish 8081 to a port 81 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
    },
    {
      text: 'host { publish «8080» to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      fixed:
        'host { publish 8082 to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      facts: {
        listening: [
          { protocol: 'tcp', port: 8080 },
          { protocol: 'tcp', port: 8081 },
          { protocol: 'udp', port: 53 },
        ],
      },
      severity: 'warning',
    },
    {
      text: 'host { publish «80» to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      fixed:
        'host { publish 8080 to a port 80 } bridge b { address 10.0.0.1/24 } netns a { interface e on b { address 10.0.0.2/24 } }',
      facts: { rootless: true },
      severity: 'warning',
    },
    { text: 'netns n host { publish 80 to «n» port 80 }' },
    {
      text: 'bridge b netns n { interface e on b } host { publish 80 to «n» port 80 }',
      fixed: 'bridge b netns n { interface e on b { address 10.0.0.2/24 } } host { publish 80 to n port 80 }',
    },
  ],
});
