import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, type Message } from '../../../src/base/message.ts';
import { printable } from '../../../src/base/text.ts';
import { plainLabel, withoutLinks } from '../../../src/extension/escape.ts';
import {
  comparisonDocument,
  journalDocument,
  mountDifferenceDocument,
  namespaceDocument,
  processDocument,
} from '../../../src/extension/namespaces/documents.ts';
import { GROUPINGS, type Node } from '../../../src/extension/namespaces/nodes.ts';
import { rowOf } from '../../../src/extension/namespaces/rows.ts';
import { SnapshotIndex } from '../../../src/extension/namespaces/snapshot-index.ts';
import { Tree } from '../../../src/extension/namespaces/tree.ts';
import type { Words } from '../../../src/extension/row.ts';
import type { Mount } from '../../../src/model/mount.ts';
import type { Inside, Pin } from '../../../src/model/namespace.ts';
import { Random } from '../../support/random.ts';
import { aHost, aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const RECENT = { appeared: new Set<string>(), ended: new Set<string>() };

/** What must never reach a person as it is. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]|\p{Cs}/u;

const PIECES = [
  '\x1b[31mred\x1b[0m',
  '\x9b2J',
  '<img src=x onerror=alert(1)>',
  '$(trash)',
  '[click](command:workbench.action.quit)',
  'a\nb\r\n\tc',
  '\u202egnp.exe',
  '\u2066\u2069',
  '\ud800',
  '\u{e0041}',
  '\ufffd',
  '%s %d {0} {1}',
  '__proto__',
  'constructor',
  "'; rm -rf /; '",
  '`id`',
  '   ',
  'x'.repeat(3000),
];

/** Text of one to four pieces. */
function evil(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => PIECES[random.below(PIECES.length)] ?? '').join('');
}

const say = (m: Message) => formatMessage(m, printable);
const writer = { say, show: (raw: string) => printable(raw, 100_000) };

/** As the view does it. */
function seen(words: Words): string {
  return typeof words === 'string' ? plainLabel(words) : say(words);
}

function evilPins(random: Random): Pin[] {
  return [
    { kind: 'mount', path: `/${evil(random)}`, mnt: evil(random) },
    { kind: 'thread', process: '20-100', tid: 21, comm: evil(random) },
    { kind: 'fd', process: '20-100', fd: 3 },
    { kind: 'unseen' },
  ];
}

/** A host where everything that has a name has a hostile one. */
function evilHost(random: Random) {
  const name = () => evil(random);
  const ns = aNamespace('net', 7002, {
    name: name(),
    nprocs: 2,
    leader: '20-100',
    container: 'x',
    pins: evilPins(random),
  });
  const uts = aNamespace('uts', 7003, { nprocs: 1, inside: { kind: 'uts', nodename: name(), domainname: name() } });
  const facts = {
    comm: name(),
    argv: [name(), name()],
    user: name(),
    container: 'x',
    namespaces: { net: ns.id, uts: uts.id },
    cgroups: [{ hierarchy: 1, controllers: name(), path: `/${name()}` }],
  };
  const processes = [aProcess(20, facts), aProcess(21, { ...facts, ppid: 20, nspid: [21, 1] })];
  const host = aHost({ hostname: name(), distribution: name(), container: name(), hypervisor: name() });
  const x = {
    id: 'x',
    runtime: 'docker',
    nativeId: name(),
    name: name(),
    category: 'container',
    evidence: 'cgroup',
  } as const;
  return { ns, uts, processes, snapshot: aSnapshot([ns, uts], processes, { host, containers: { x } }) };
}

function evilMount(random: Random): Mount {
  return {
    id: 1,
    parent: 0,
    device: '0:1',
    root: `/${evil(random)}`,
    mountPoint: `/${evil(random)}`,
    options: evil(random),
    propagation: {},
    fsType: evil(random),
    source: evil(random),
    superOptions: evil(random),
    overMounted: true,
  };
}

function rowsOf(tree: Tree, node?: Node): string[] {
  return tree.children(node).flatMap((each) => {
    const row = rowOf(tree, each);
    return [row.label, ...row.description, ...row.spoken].map(seen).concat(rowsOf(tree, each));
  });
}

function documentsOf(random: Random): string[] {
  const { snapshot, ns, uts, processes } = evilHost(random);
  const [a, b] = processes;
  const index = new SnapshotIndex(snapshot);
  const mounts = [evilMount(random), evilMount(random)];
  const difference = {
    same: 1,
    onlyA: mounts,
    onlyB: mounts,
    changed: [{ a: evilMount(random), b: evilMount(random) }],
  };
  const inside: Inside = { kind: 'cgroup', roots: { [evil(random)]: evil(random) } };
  assert.ok(a && b);
  return [
    ...namespaceDocument(writer, index, ns, inside, mounts),
    ...namespaceDocument(writer, index, uts, undefined, undefined),
    ...processDocument(writer, index, a, [evil(random), evil(random)]),
    ...comparisonDocument(writer, index, a, b, difference),
    ...mountDifferenceDocument(writer, ns, uts, difference),
    ...journalDocument(writer, [
      {
        id: '1',
        time: 0,
        host: 'h',
        bootId: 'b',
        uid: 0,
        operation: { kind: 'netns.create', name: 'x' },
        title: { text: 'Did {0}', args: [evil(random)] },
        state: 'failed',
        error: evil(random),
      },
    ]),
  ];
}

describe('hostile text', () => {
  it('reaches no row of any grouping as it is: 200 random hosts', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { snapshot } = evilHost(new Random(seed));
      for (const grouping of GROUPINGS) {
        const tree = new Tree(snapshot, { grouping, filter: '', pageSize: 500, pages: new Map(), recent: RECENT });
        for (const text of rowsOf(tree)) {
          assert.doesNotMatch(text.replaceAll('$\u200b(', ''), UNSAFE, `seed ${seed}`);
          assert.ok(text.length <= 1000, `seed ${seed}: ${text.length} characters`);
        }
      }
    }
  });

  it('reaches no line of any document as it is: 200 random hosts', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const line of documentsOf(new Random(seed))) assert.doesNotMatch(line, UNSAFE, `seed ${seed}`);
    }
  });

  it('is found by a filter without harm', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Random(seed);
      const { snapshot } = evilHost(random);
      const filter = evil(random);
      const tree = new Tree(snapshot, { grouping: 'kind', filter, pageSize: 500, pages: new Map(), recent: RECENT });
      assert.ok(rowsOf(tree).length > 0);
    }
  });

  it('becomes no icon of a label, and no link of a message', () => {
    assert.doesNotMatch(plainLabel('$(trash) $(sync~spin)'), /\$\(/);
    assert.doesNotMatch(withoutLinks('no [click](command:workbench.action.quit) here'), /\]\(/);
  });
});
