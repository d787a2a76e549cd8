import { n09 } from '../../../../src/language/check/n09-unknown-word.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n09, {
  right: ['bridge x', 'container x {\n  hostname y\n}\n', '# only a comment', ''],
  wrong: [
    { text: '«brigde» x', fixed: 'bridge x', message: 'brigde is not known here. Did you mean bridge?' },
    { text: 'container x {\n  «hostnam» y\n}', fixed: 'container x {\n  hostname y\n}' },
    { text: 'container x { env A = «"»b\n}', message: 'This text has no closing quote on its line.' },
  ],
});
