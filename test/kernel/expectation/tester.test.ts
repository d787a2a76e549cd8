import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { NetworkInspector } from '../../../src/agent/discover/network/inside/network-inspector.ts';
import { PathFinder } from '../../../src/agent/discover/path/path-finder.ts';
import { Prober } from '../../../src/agent/discover/path/prober.ts';
import type { EnvironmentView } from '../../../src/agent/expectation/environment-view.ts';
import { processesIn } from '../../../src/agent/expectation/group-reader.ts';
import { Observer } from '../../../src/agent/expectation/observer.ts';
import { testExpectations } from '../../../src/agent/expectation/tester.ts';
import { formatMessage } from '../../../src/base/message.ts';
import type { SeenExit } from '../../../src/model/expectation/observation.ts';
import { labelsOf } from '../../../src/model/network/labels.ts';
import type { PathQuestion } from '../../../src/model/network/path/report.ts';
import { discoverHere } from '../../support/discovering.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';
import { resolved } from '../../support/resolved.ts';
import { READY, start } from '../../support/started.ts';

const root = process.geteuid?.() === 0;
const memory = root ? hierarchyWith('memory') : undefined;
const PROBE_PROGRAM = path.join(import.meta.dirname, '../../../src/agent/discover/path/probe-child.ts');

checkLeaks();

/** An environment of hand-made things. */
interface Things {
  readonly lab?: Netlab;
  readonly groups?: Readonly<Record<string, string>>;
  readonly exits?: Readonly<Record<string, SeenExit>>;
}

function viewOf({ lab, groups = {}, exits = {} }: Things): EnvironmentView {
  return {
    networkOf: ({ name }) => lab && statSync(`/run/netns/${lab.name(name)}`, { throwIfNoEntry: false })?.ino,
    groupsOf: ({ name }) => (groups[name] === undefined ? [] : [groups[name]]),
    processesOf: ({ name }) => (groups[name] === undefined ? undefined : processesIn([groups[name]])),
    exitOf: (name) => exits[name],
  };
}

/** Tests what a spec expects of things; `onLook` runs at each look. @returns a line for each expectation */
async function testing(text: string, things: Things, onLook: (look: number) => unknown = () => {}): Promise<string[]> {
  const { expectations } = await resolved(text);
  const discovery = discoverHere();
  const inspector = new NetworkInspector(discovery);
  const finder = new PathFinder(discovery, (id) => inspector.inspect(id));
  const prober = new Prober(discovery, PROBE_PROGRAM);
  const explain = async (question: PathQuestion) => {
    const snapshot = discovery.current ?? (await discovery.scan('full'));
    const report = await finder.explain(snapshot, question);
    const home = report.from.namespace;
    const label = home === undefined ? undefined : labelsOf(snapshot).get(home);
    if (!report.flow || home === undefined || !label) return { report };
    return { report, probe: await prober.probe(home, report.flow, label) };
  };
  const observer = new Observer({ explain, listening: (id) => inspector.listening(id) });
  const results: string[] = [];
  let looks = 0;
  try {
    await testExpectations(expectations, {
      observer,
      look: async () => {
        await onLook(++looks);
        return { view: viewOf(things), snapshot: await discovery.scan('changed') };
      },
      signal: new AbortController().signal,
      onTested: ({ index, judgement: { outcome, actual, details } }) => {
        results[index] = [
          outcome,
          formatMessage(actual),
          ...details.slice(0, 1).map((each) => formatMessage(each)),
        ].join(' | ');
      },
    });
    return results;
  } finally {
    inspector.dispose();
    discovery.dispose();
  }
}

function pair(lab: Netlab): void {
  lab.add('sfo', 'nyc');
  lab.run('sfo: ip link add eth0 type veth peer name eth0 netns @nyc');
  lab.run('sfo: ip addr add 10.0.0.1/24 dev eth0');
  lab.run('nyc: ip addr add 10.0.0.2/24 dev eth0');
  lab.run('sfo: ip link set eth0 up');
}

/** Listens on a port of a namespace until it is disposed. */
function listenIn(lab: Netlab, short: string, port: number) {
  const script = `require('node:net').createServer().listen(${port}, () => console.log('ready')); process.stdin.on('end', () => process.exit()).resume();`;
  return start('ip', 'netns', 'exec', lab.name(short), process.execPath, '-e', script);
}

describe('expectations of networks', { skip: !root && 'needs root' }, () => {
  it('are met, or told why not', async () => {
    using lab = new Netlab();
    pair(lab);
    const patient = (time: string) => `netns sfo netns nyc netns gone
      expect sfo reaches nyc within ${time}
      expect sfo not reaches 10.0.0.2 within ${time}
      expect nyc not listens 8080
      expect gone listens 80 within 0s`;
    const down = await testing(patient('0s'), { lab });
    assert.deepEqual(down, [
      `unmet | sfo does not reach nyc. | eth0 of ${lab.name('nyc')} is down. [link-down]`,
      `met | sfo does not reach 10.0.0.2. | eth0 of ${lab.name('nyc')} is down. [link-down]`,
      'met | nyc does not listen on port 8080. | Nothing listens in nyc.',
      'unknown | gone is not there.',
    ]);
    lab.run('nyc: ip link set eth0 up');
    const up = await testing(patient('1m'), { lab });
    assert.match(up[0] ?? '', /^met \| sfo reaches nyc\. \| 10\.0\.0\.2 answered in /);
    assert.match(up[1] ?? '', /^unmet \| sfo reaches 10\.0\.0\.2\. \| 10\.0\.0\.2 answered in /);
  });

  it('may come true later, and what must not come true may not', async () => {
    using lab = new Netlab();
    pair(lab);
    lab.run('nyc: ip link set eth0 up');
    await using servers = new AsyncDisposableStack();
    const text = `netns sfo netns nyc
      expect nyc listens 8081 within 1h
      expect sfo reaches nyc port 8081 within 1h
      expect nyc not listens 8082 within 1h`;
    const found = await testing(text, { lab }, async (look) => {
      if (look !== 2) return;
      servers.use(await listenIn(lab, 'nyc', 8081));
      servers.use(await listenIn(lab, 'nyc', 8082));
    });
    assert.match(found[0] ?? '', /^met \| nyc listens on port 8081\. \| :: port 8081: \S+ \(pid \d+\)$/);
    assert.match(found[1] ?? '', /^met \| sfo reaches port 8081 of nyc\. \| 10\.0\.0\.2 port 8081 answered in /);
    assert.match(found[2] ?? '', /^unmet \| nyc listens on port 8082\. \| /);
  });
});

describe('expectations of groups', { skip: !memory && 'needs root and a memory controller' }, () => {
  it('count what is in them, and whom the kernel has killed', async () => {
    assert.ok(memory);
    await using group = new TestGroup(memory);
    group.write(memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max', 10 * 2 ** 20);
    const text = `container c { }
      expect c processes 1 within 0s
      expect c processes 2 within 0s
      expect c not oom_killed
      expect c exits 0 within 0s`;
    const things = { groups: { c: group.directory }, exits: { c: { state: 'exited', status: 1 } } } as const;
    const before = await testing(text, things);
    assert.deepEqual(before, [
      'unmet | Processes in c: 0.',
      'unmet | Processes in c: 0.',
      'met | The kernel has killed no process of c for memory.',
      'unmet | c has ended with status 1.',
    ]);
    await using sleeper = await start('sh', '-c', `echo $$ > "$1/cgroup.procs" && ${READY}`, 'sh', group.directory);
    const hog = spawn('sh', ['-c', 'echo $$ > "$1/cgroup.procs" && exec tail /dev/zero', 'sh', group.directory]);
    await once(hog, 'exit');
    assert.deepEqual(await testing(text, { ...things, exits: { c: { state: 'exited', status: 0 } } }), [
      `met | Processes in c: 1. | cat (pid ${sleeper.pid})`,
      `unmet | Processes in c: 1. | cat (pid ${sleeper.pid})`,
      'unmet | The kernel has killed a process of c for memory.',
      'met | c has ended with status 0.',
    ]);
  });

  it('are told when there is nothing to look at', async () => {
    const text = 'container c { } expect c processes 0 within 0s expect c exits within 0s';
    assert.deepEqual(await testing(text, {}), ['unknown | c does not run.', 'unknown | c does not run.']);
  });
});
