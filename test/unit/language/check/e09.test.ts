import { e09 } from '../../../../src/language/check/e09-patience.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e09, {
  right: [
    'netns a expect a listens 80 within 5s',
    'netns a expect a listens 80 within 500ms',
    'netns a expect a not listens 80 within 1h',
  ],
  wrong: [
    {
      text: 'netns a expect a listens 80 within «5»',
      fixed: 'netns a expect a listens 80 within 5s',
      message: '5 is no time of up to an hour, as 5s or 500ms.',
    },
    { text: 'netns a expect a listens 80 within «2h»' },
    { text: 'netns a expect a listens 80 within «-5s»' },
    { text: 'netns a expect a listens 80 within «5sec»' },
    { text: 'netns a expect a listens 80 within «99999»' },
  ],
});
