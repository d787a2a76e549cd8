import { n09 } from '../../../../src/language/check/n09-unknown-word.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n09, {
  right: [
    'container x { no_new_privs off seccomp default rootfs ./x [ro, private] }',
    'veth x { netem [delay=10ms, loss=1%] } macvlan m parent eth0 mode vepa ipvlan i parent eth0',
    'bridge x',
    'container x {\n  hostname y\n}\n',
    '# only a comment',
    '',
  ],
  wrong: [
    { text: '«brigde» x', fixed: 'bridge x', message: 'brigde is not known here. Did you mean bridge?' },
    { text: 'container x {\n  «hostnam» y\n}', fixed: 'container x {\n  hostname y\n}' },
    { text: 'netns a { interface e on w«;» }', fixed: 'netns a { interface e on w }' },
    { text: 'container a { namespaces [pid «net»] }', fixed: 'container a { namespaces [pid, net] }' },
    { text: 'container a { env A = «x» }', fixed: 'container a { env A = "x" }' },
    {
      text: 'container a {\n  «memory.max» = 10M\n  namespaces [pid]\n}',
      fixed: 'container a {\n  limits { memory.max = 10M }\n  namespaces [pid]\n}',
    },
    {
      text: 'bridge x { vlan_filtering «true» }',
      fixed: 'bridge x { vlan_filtering on }',
      message: 'true is not known here, but on, off.',
    },
    { text: 'bridge x { stp «no» }', fixed: 'bridge x { stp off }' },
    { text: 'container x { no_new_privs «maybe» }' },
    { text: 'container x { seccomp «strict» }' },
    { text: 'container x { rootfs ./x [«r0»] }', fixed: 'container x { rootfs ./x [ro] }' },
    { text: 'macvlan x parent eth0 mode «briidge»', fixed: 'macvlan x parent eth0 mode bridge' },
    { text: 'ipvlan x parent eth0 mode «l4»', fixed: 'ipvlan x parent eth0 mode l2' },
    { text: 'veth x { netem [«dealy»=10ms] }', fixed: 'veth x { netem [delay=10ms] }' },
    { text: 'container x { env A = «"»b\n}', message: 'This text has no closing quote on its line.' },
  ],
});
