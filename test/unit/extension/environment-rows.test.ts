import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, type Message } from '../../../src/base/message.ts';
import { printable } from '../../../src/base/text.ts';
import { statusDocument } from '../../../src/extension/environments/documents.ts';
import type { EnvironmentEntry } from '../../../src/extension/environments/entry.ts';
import { environmentRow } from '../../../src/extension/environments/environment-rows.ts';
import { type EnvironmentNode, EnvironmentTree } from '../../../src/extension/environments/environment-tree.ts';
import { environmentLens, placeLens } from '../../../src/extension/environments/lens-words.ts';
import { environmentTooltip } from '../../../src/extension/environments/tooltip-lines.ts';
import type { Words } from '../../../src/extension/row.ts';
import type { ContainerView, EnvironmentStatus } from '../../../src/model/environment/status.ts';

const FILE = { uri: 'file:///w/lab/demo.cspec', path: '/w/lab/demo.cspec', shown: 'lab/demo.cspec' };
const MIB = 1024 * 1024;
const supervised = { supervisor: 9, supervisorStartTime: 1 };
const HOG: ContainerView = {
  name: 'hog',
  state: 'running',
  status: { state: 'running', pid: 77, startTime: 5, ...supervised },
  processes: 3,
  memory: { current: 7.9 * MIB, limit: 10 * MIB },
  groups: ['/sys/fs/cgroup/memory/isolens-demo/hog'],
};
const KILLED: ContainerView = {
  ...HOG,
  state: 'exited',
  status: { state: 'exited', signal: 'SIGKILL', oomKilled: true, ...supervised },
  processes: 0,
};

function anEntry(status: Partial<EnvironmentStatus>, more: Partial<EnvironmentEntry> = {}): EnvironmentEntry {
  const whole: EnvironmentStatus = {
    environment: 'demo',
    file: '/w/lab/demo.cspec',
    state: 'up',
    containers: [],
    networks: [],
    drifts: [],
    foreign: [],
    ...status,
  };
  return { key: 'file file:///w/lab/demo.cspec', name: 'demo', file: FILE, errors: 0, status: whole, ...more };
}

const say = (m: Message) => formatMessage(m, (raw) => printable(raw));

function words(all: readonly Words[]): string {
  return all.map((each) => (typeof each === 'string' ? each : say(each))).join(' · ');
}

/** Every row, indented below its parent: label, description and what menus go by. */
function rows(entry: EnvironmentEntry): string[] {
  const tree = new EnvironmentTree([entry]);
  const below = (node: EnvironmentNode | undefined, indent: string): string[] =>
    tree.childrenOf(node).flatMap((child) => {
      const { label, description, context } = environmentRow(tree, child);
      return [`${indent}${words([label])} | ${words(description)} | ${context}`, ...below(child, `${indent}  `)];
    });
  return below(undefined, '');
}

const DRIFT = { id: 'link:cable', of: 'cable', field: 'sfo/eth0 state', declared: 'UP', real: 'DOWN' };

describe('the rows of environments', () => {
  it('tell what is declared and not there', () => {
    const networks = [{ name: 'sfo', state: 'down' as const }];
    const containers = [{ name: 'hog', state: 'down' as const, processes: 0, groups: [] }];
    assert.deepEqual(rows(anEntry({ state: 'down', networks, containers })), [
      'demo | down · lab/demo.cspec | environment unmade file',
      '  hog | down | container down',
      '  sfo | down | network',
    ]);
  });

  it('tell what runs, what it uses of its limit, and what is not as declared', () => {
    const networks = [
      { name: 'sfo', state: 'up' as const, inode: 4026532001 },
      { name: 'hog', state: 'up' as const, inode: 4026532002 },
    ];
    assert.deepEqual(rows(anEntry({ state: 'drifted', networks, containers: [HOG], drifts: [DRIFT] })), [
      'demo | drifted · lab/demo.cspec | environment made drifted file',
      '  hog | 3 processes · 7.9M of 10M | container running process log net',
      '  sfo | up · drifted · net:[4026532001] | network net',
      '  cable sfo/eth0 state | declared: UP · is: DOWN | drift',
    ]);
  });

  it('name a place once', () => {
    const drifts = ['sfo', 'sfo/eth0/10.0.0.1/24'].map((field) => ({ ...DRIFT, of: 'sfo', field }));
    assert.deepEqual(
      rows(anEntry({ drifts })).map((line) => line.split(' | ')[0]),
      ['demo', '  sfo', '  sfo/eth0/10.0.0.1/24'],
    );
  });

  it('tell who was killed, by which limit', () => {
    assert.deepEqual(rows(anEntry({ containers: [KILLED] })), [
      'demo | up · lab/demo.cspec | environment made up file ended',
      '  hog | killed for want of memory · ended by SIGKILL · limit 10M | container exited log',
    ]);
  });

  it('tell errors, other files of the same name, and what has no file here', () => {
    assert.deepEqual(rows(anEntry({ state: 'down' }, { errors: 2 })), [
      'demo | down · has errors · lab/demo.cspec | environment unmade file errors',
    ]);
    assert.deepEqual(rows(anEntry({ state: 'down' }, { madeFrom: '/other/demo.cspec' })), [
      'demo | made from /other/demo.cspec · lab/demo.cspec | environment unmade file',
    ]);
    const { file: _, ...rest } = anEntry({});
    assert.deepEqual(rows(rest), ['demo | up · /w/lab/demo.cspec | environment made up nofile']);
  });

  it('tell what stands in the way, and whose it is', () => {
    const foreign = [{ of: 'sfo', what: 'sfo', owner: 'somebody' }];
    assert.deepEqual(rows(anEntry({ state: 'foreign', foreign })), [
      'demo | sfo stands in the way · lab/demo.cspec | environment unmade file',
      '  sfo | belongs to somebody | foreign',
    ]);
  });

  it('have keys that stay when something changes, and differ from each other', () => {
    const keys = (entry: EnvironmentEntry) => {
      const tree = new EnvironmentTree([entry]);
      return tree.childrenOf(tree.childrenOf()[0]).map(({ key }) => key);
    };
    const twice = { ...DRIFT, field: 'mtu' };
    const before = keys(anEntry({ containers: [HOG], drifts: [DRIFT, twice] }));
    assert.equal(new Set(before).size, 3);
    assert.deepEqual(keys(anEntry({ containers: [KILLED], drifts: [DRIFT, twice] })), before);
  });

  it('have tooltips with everything that is known', () => {
    const tree = new EnvironmentTree([anEntry({ containers: [HOG] })]);
    const [environment] = tree.childrenOf();
    const [container] = tree.childrenOf(environment);
    assert.ok(environment && container);
    assert.match(words(environmentTooltip(tree, environment)), /Environment demo · up · \/w\/lab\/demo\.cspec/);
    assert.match(words(environmentTooltip(tree, container)), /Process 77 .*\/isolens-demo\/hog/);
  });
});

describe('the lenses of environments', () => {
  const shown = (lens: ReturnType<typeof placeLens>) => lens && `${lens.sign} ${words(lens.words)}`;

  it('tell the state over the environment', () => {
    assert.equal(shown(environmentLens(anEntry({}))), '● up');
    assert.equal(shown(environmentLens(anEntry({ state: 'down' }))), '○ down');
    assert.equal(
      shown(environmentLens(anEntry({ state: 'drifted', drifts: [DRIFT, DRIFT] }))),
      '● drifted: 2 differences',
    );
  });

  it('tell over a container what runs in it, and over a netns that it is there', () => {
    const entry = anEntry({
      state: 'drifted',
      containers: [HOG],
      networks: [{ name: 'sfo', state: 'up', inode: 1 }],
      drifts: [DRIFT, { ...DRIFT, of: 'hog' }],
    });
    assert.equal(shown(placeLens(entry, 'hog')), '● 3 processes · 7.9M of 10M · drifted');
    assert.equal(shown(placeLens(entry, 'sfo')), '● up · drifted');
    assert.equal(placeLens(entry, 'nobody'), undefined);
  });

  it('tell how a container ended, and nothing while the environment is down', () => {
    assert.equal(
      shown(placeLens(anEntry({ containers: [KILLED] }), 'hog')),
      '✗ killed for want of memory · ended by SIGKILL · limit 10M',
    );
    assert.equal(placeLens(anEntry({ state: 'down', containers: [HOG] }), 'hog'), undefined);
  });
});

describe('the status document', () => {
  it('has sections for what there is', () => {
    const lines = statusDocument(
      { say, show: (raw) => printable(raw) },
      anEntry({
        state: 'drifted',
        containers: [HOG],
        networks: [{ name: 's\nfo', state: 'up', inode: 7 }],
        drifts: [DRIFT],
      }),
    );
    assert.deepEqual(lines, [
      'Environment  demo',
      'State        drifted',
      'File         /w/lab/demo.cspec',
      '',
      'Containers',
      '----------',
      'hog  3 processes · 7.9M of 10M',
      '',
      'Network namespaces',
      '------------------',
      's\\nfo  up  net:[7]',
      '',
      'Not as declared',
      '---------------',
      'link:cable  sfo/eth0 state  declared: UP  is: DOWN',
    ]);
  });
});
