import { e10 } from '../../../../src/language/check/e10-published-port.ts';
import { testCheck } from '../../../support/cspec.ts';

const WEB = 'bridge b { address 10.0.0.1/24 } netns web { interface e on b { address 10.0.0.2/24 } }';

testCheck(e10, {
  right: [
    `${WEB} host { publish 8080 to web port 80 } expect host listens 80 expect web listens 80`,
    `${WEB} host { publish 8080 to web port 80 } expect host not listens 8080`,
  ],
  wrong: [
    {
      text: `${WEB} host { publish 8080 to web port 80 } expect host listens «8080»`,
      fixed: `${WEB} host { publish 8080 to web port 80 } expect web listens 80`,
      message: 'Nothing has to listen on 8080 here: the port is published, and web listens.',
      severity: 'information',
    },
  ],
});
