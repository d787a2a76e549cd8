import { c15 } from '../../../../src/language/check/c15-relative-command.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c15, {
  right: [
    'container x { command ["sh"] }',
    'container x { command ["/bin/sh"] }',
    'container x { env PATH = "/a:/b" command ["sh"] }',
  ],
  wrong: [
    { text: 'container x { command [«"./run"»] }', fixed: 'container x { command ["/run"] }' },
    {
      text: 'container x { workdir /srv command [«"bin/run"»] }',
      fixed: 'container x { workdir /srv command ["/srv/bin/run"] }',
    },
    {
      text: 'container x { env PATH = «""» command ["sh"] }',
      fixed: 'container x { env PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" command ["sh"] }',
      message: 'Without directories in PATH no command is found.',
    },
    {
      text: 'container x { env PATH = «"/bin:."» command ["sh"] }',
      fixed: 'container x { env PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" command ["sh"] }',
    },
  ],
});
