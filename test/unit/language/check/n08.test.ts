import { n08 } from '../../../../src/language/check/n08-stands-twice.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n08, {
  right: [
    'container c { limits { pids.max = 4 } limits { memory.max = 5M } }',

    'container c { hostname a limits { memory.max = 1M } } container d { hostname b }',
    'cgroup g { io.max = 8:0 rbps=1M io.max = 8:16 rbps=1M }',
    'container c { env A = "1" env B = "2" map ids 0 to host 1 count 1 map ids 1 to host 9 count 1 }',
    // A path whose quotes were forgotten is another mistake: N09 tells.
    'container c { rootfs rootfs/web }',
    'container c { workdir workdir/web }',
    'profile p { hostname a } container c { use p hostname b }',
  ],
  wrong: [
    { text: 'container c {\n  «hostname a»\n  hostname b\n}', fixed: 'container c {\n  hostname b\n}' },
    {
      text: 'container c { «rootfs ./a» rootfs rootfs/web }',
      fixed: 'container c { rootfs rootfs/web }',
    },
    { text: 'cgroup g { «memory.max = 1M» memory.max = 2M }', fixed: 'cgroup g { memory.max = 2M }' },
    { text: 'cgroup g { «io.max = 8:0 rbps=1M» io.max = 8:0 wbps=1M }', fixed: 'cgroup g { io.max = 8:0 wbps=1M }' },
    {
      text: 'netns a { «sysctl net.ipv4.ip_forward = 1» sysctl net.ipv4.ip_forward = 0 }',
      fixed: 'netns a { sysctl net.ipv4.ip_forward = 0 }',
    },
    {
      text: 'container c { limits { «pids.max = 4» } limits { pids.max = 5 memory.max = 5M } }',
      fixed: 'container c { limits { } limits { pids.max = 5 memory.max = 5M } }',
    },
  ],
});
