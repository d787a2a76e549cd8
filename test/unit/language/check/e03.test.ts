import { e03 } from '../../../../src/language/check/e03-no-port.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e03, {
  right: ['netns a netns b expect a listens 1 expect a not listens 65535 expect a reaches b port 80'],
  wrong: [
    { text: 'netns a expect a listens «0»', message: '0 is no port: they are numbers from 1 to 65535.' },
    { text: 'netns a expect a listens «65536»' },
    { text: 'netns a expect a listens «-1»' },
    { text: 'netns a netns b expect a reaches b port «80/tcp»' },
  ],
});
