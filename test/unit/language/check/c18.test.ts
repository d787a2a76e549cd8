import { c18 } from '../../../../src/language/check/c18-mount-kind.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c18, {
  right: [
    'container c { mount bind ./a at /a [ro, nosuid] mount tmpfs at /tmp [size=64M, mode=1777] mount standard mount proc }',
  ],
  wrong: [
    { text: 'container c { mount «bnid» ./a at /a }', fixed: 'container c { mount bind ./a at /a }' },
    { text: 'container c { mount bind ./a at /a [«size»=3] }' },
    { text: 'container c { mount tmpfs at /tmp [«sise»=3] }', fixed: 'container c { mount tmpfs at /tmp [size=3] }' },
    { text: 'container c { «mount tmpfs» }' },
    { text: 'container c { mount «bind» at /a }' },
  ],
});
