import { g17 } from '../../../../src/language/check/g17-lonely-weight.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g17, {
  right: ['cgroup a { cpu.weight = 10 } cgroup b { }', 'cgroup a { cpu.weight = 10 } container c { }'],
  wrong: [{ text: 'cgroup g { «cpu.weight = 10» }' }, { text: 'cgroup a { } cgroup b in a { «io.weight = 10» }' }],
});
