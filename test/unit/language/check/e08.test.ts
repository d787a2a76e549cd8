import { e08 } from '../../../../src/language/check/e08-exit-status.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e08, {
  right: [
    'container c { } expect c exits',
    'container c { } expect c not exits 0',
    'container c { } expect c exits 255',
  ],
  wrong: [
    {
      text: 'container c { } expect c exits «256»',
      message: '256 is no exit status: they are numbers from 0 to 255.',
    },
    { text: 'container c { } expect c exits «-9»' },
  ],
});
