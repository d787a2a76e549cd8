import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KernelLog, kmsgRecord, type Logged } from '../../../../src/model/cgroup/kernel-log.ts';

function read(text: string): Logged[] {
  const log = new KernelLog();
  return text
    .trim()
    .split('\n')
    .flatMap((line) => log.take(line) ?? []);
}

const MIB = 2 ** 20;

/** Linux 6.18, cgroup v1. */
const V1 = `
python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
memory: usage 10240kB, limit 10240kB, failcnt 1216
memory+swap: usage 10240kB, limit 9007199254740988kB, failcnt 0
kmem: usage 128kB, limit 9007199254740988kB, failcnt 0
Memory cgroup stats for /small:
cache 49152
Tasks state (memory values in pages):
[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
[   2053]     0  2053    20523     4012     2528     1484         0    86016        0             0 python3
oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/small,task_memcg=/small/inner,task=python3,pid=2053,uid=1000
Memory cgroup out of memory: Killed process 2053 (python3) total-vm:82092kB, anon-rss:8192kB, file-rss:1024kB, shmem-rss:1024kB, UID:1000 pgtables:84kB oom_score_adj:0
`;

/** Linux 5.4 has no uid behind the last line, and the limit of the host has no group. */
const HOST = `
oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/user.slice,task=hog,pid=9,uid=0
Out of memory: Killed process 9 (hog) total-vm:100kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB
`;

describe('the kernel log', () => {
  it('tells who was killed by which limit, and what it held', () => {
    assert.deepEqual(read(V1), [
      {
        kind: 'oom_kill',
        limited: '/small',
        path: '/small/inner',
        pid: 2053,
        comm: 'python3',
        uid: 1000,
        usage: 10 * MIB,
        limit: 10 * MIB,
        held: 9 * MIB,
      },
    ]);
  });

  it('tells that the whole host was short of memory', () => {
    assert.deepEqual(read(HOST), [{ kind: 'oom_kill', path: '/user.slice', pid: 9, comm: 'hog', uid: 0, held: 4096 }]);
  });

  it('tells of each kill when the reports of two mix, and of none twice', () => {
    const kill = (pid: number, path: string) => [
      `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${path},task_memcg=${path},task=a,pid=${pid},uid=0`,
      `Memory cgroup out of memory: Killed process ${pid} (a) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB`,
    ];
    const [a1 = '', a2 = ''] = kill(1, '/a');
    const [b1 = '', b2 = ''] = kill(2, '/b');
    const found = read([a1, b1, a2, b2, a2].join('\n'));
    assert.deepEqual(
      found.map((each) => each.path),
      ['/a', '/b'],
    );
  });

  it('reads names that look like parts of the line, and escaped bytes', () => {
    const [found] = read(`
oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,b,task_memcg=/a,b/\\x1b[31m\\xc3\\xa9,task=x,pid=5,task=y,pid=7,uid=1
Memory cgroup out of memory: Killed process 7 (x,pid=5,task=y) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB`);
    assert.equal(found?.path, '/a,b/\u001b[31mé');
    assert.equal(found?.kind === 'oom_kill' && found.limited, '/a,b');
    assert.equal(found?.kind === 'oom_kill' && found.comm, 'x,pid=5,task=y');
  });

  it('leaves out a report whose beginning was lost, and lines of others', () => {
    assert.deepEqual(read(V1.replace(/^oom-kill:.*$/m, '')), []);
    assert.deepEqual(read('oom-kill:constraint=\nMemory cgroup out of memory: \nmemory: usage x'), []);
  });

  it('tells that a fork was refused', () => {
    assert.deepEqual(read('cgroup: fork rejected by pids controller in /few'), [
      { kind: 'fork_refused', path: '/few' },
    ]);
  });

  it('reads records, without what belongs to devices', () => {
    assert.deepEqual(kmsgRecord('6,1234,567890,-;hello\n SUBSYSTEM=pci\n'), {
      sequence: 1234,
      time: 567890,
      text: 'hello',
    });
    assert.equal(kmsgRecord('no record'), undefined);
  });
});
