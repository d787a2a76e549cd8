import { e01 } from '../../../../src/language/check/e01-wrong-subject.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e01, {
  right: [
    'netns a container c { } cgroup g { } expect a reaches c expect c listens 80 expect host listens 80 expect host reaches a',
    'container c { } cgroup g { } expect c oom_killed expect g oom_killed expect c processes 1 expect g processes 2 expect c exits 0',
    // Names that mean nothing: N02, N03.
    'veth w expect w listens 80 expect x exits',
  ],
  wrong: [
    {
      text: 'cgroup g { }\nexpect «g» listens 80',
      message: 'g is a cgroup: only a netns, a container and the host have ports.',
    },
    {
      text: 'netns n cgroup g { } expect «g» not reaches n',
      message: 'g is a cgroup: only a netns, a container and the host send packets.',
    },
    {
      text: 'netns n expect «n» processes 0',
      message: 'n is a netns: processes are counted in a container or a cgroup.',
    },
    {
      text: 'expect «host» oom_killed',
      message: 'host is a host: only a container and a cgroup have a limit of memory.',
    },
    { text: 'cgroup g { } expect «g» exits 0', message: 'g is a cgroup: only a container has a command that ends.' },
  ],
});
