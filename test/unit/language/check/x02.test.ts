import { x02 } from '../../../../src/language/check/x02-no-image.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(x02, {
  right: [
    'container x { namespaces [] }',
    { text: 'container x { use p } profile p { image "a" }', exports: ['compose'] },
  ],
  wrong: [
    {
      text: 'container «x» { namespaces [] }',
      exports: ['kubernetes'],
      message: 'x has no image for Kubernetes.',
      fixed: 'container x { image "docker.io/library/busybox:latest" namespaces [] }',
    },
  ],
});
