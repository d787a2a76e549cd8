import { x01 } from '../../../../src/language/check/x01-lost-in-export.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(x01, {
  right: [
    'veth c\ncontainer x { namespaces [] }',
    { text: 'container x { limits { memory.max = 1M } }', exports: ['compose', 'kubernetes'] },
    { text: 'veth c netns a { interface e on c }', exports: ['compose'] },
  ],
  wrong: [
    {
      text: '«veth» c\ncontainer x { interface e on c }',
      exports: ['compose'],
      message: 'An export to Compose loses veth.',
    },
    {
      text: 'container x { limits { «memory.high» = 1M memory.max = 2M } }',
      exports: ['kubernetes'],
      message: 'An export to Kubernetes loses memory.high.',
    },
  ],
});
