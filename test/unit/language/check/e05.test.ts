import { e05 } from '../../../../src/language/check/e05-reaches-itself.ts';
import { testCheck } from '../../../support/cspec.ts';

const PAIR =
  'veth w netns a { interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }';

testCheck(e05, {
  right: [
    `${PAIR} expect a reaches b expect a reaches 10.0.0.2 expect a reaches host expect host reaches a`,
    'container c { namespaces [net] } container d { namespaces [net] } expect c reaches d expect c reaches host',
    'netns a expect a reaches nobody expect nobody reaches a',
  ],
  wrong: [
    { text: 'netns a expect a reaches «a»', message: 'a and a are in the same network namespace.' },
    { text: `${PAIR} expect a not reaches «10.0.0.1»` },
    { text: `${PAIR} expect a reaches «127.0.0.1» port 80` },
    { text: 'netns a container c { join net of a } expect a reaches «c»' },
    { text: 'container c { } expect c reaches «host»' },
    { text: 'container c { } container d { } expect c reaches «d» port 80' },
  ],
});
