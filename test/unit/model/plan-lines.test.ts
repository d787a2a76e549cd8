import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, type Message, message } from '../../../src/base/message.ts';
import { printable } from '../../../src/base/text.ts';
import type { Plan, PlanStep } from '../../../src/model/environment/plan.ts';
import { planLines, planSides } from '../../../src/model/environment/plan-lines.ts';

const say = (m: Message) => formatMessage(m, (raw) => printable(raw));

function aStep(step: Partial<PlanStep>): PlanStep {
  return {
    id: 'netns:sfo',
    change: 'make',
    of: 'sfo',
    effect: message('Make the network namespace {0}', 'sfo'),
    call: 'unshare(CLONE_NEWNET), mount(MS_BIND)',
    actions: [{ kind: 'command', argv: ['ip', 'netns', 'add', 'sfo'] }],
    fresh: true,
    undo: [],
    ...step,
  };
}

function aPlan(plan: Partial<Plan>): Plan {
  return {
    environment: 'demo',
    file: '/w/demo.cspec',
    engine: 'util-linux',
    steps: [],
    problems: [],
    restarts: [],
    warnings: [],
    ...plan,
  };
}

describe('a plan as text', () => {
  it('has for each step its sign, what it is for, the system call, and what a person would type', () => {
    const create = { kind: 'container', verb: 'create', name: 'box' } as const;
    const container = aStep({ change: 'replace', effect: message('Make {0}', 'box'), call: '', actions: [create] });
    assert.deepEqual(planLines(aPlan({ steps: [aStep({}), container] }), say), [
      '+ Make the network namespace sfo  [unshare(CLONE_NEWNET), mount(MS_BIND)]',
      '    ip netns add sfo',
      '± Make box',
      '    # create box',
      'demo: 2 steps (engine: util-linux)',
    ]);
  });

  it('says so when nothing is to be done', () => {
    assert.deepEqual(planLines(aPlan({}), say), ['demo: nothing to do']);
  });

  it('has what forbids it first, with what helps, and what runs and is ended', () => {
    const lines = planLines(
      aPlan({
        problems: [{ code: 'foreign', of: 'sfo', message: message('Not ours.'), remedy: message('Rename it.') }],
        restarts: [{ container: 'box', because: message('its limits are others') }],
        warnings: [message('Be careful.')],
      }),
      say,
    );
    assert.deepEqual(lines, [
      '! Not ours. Rename it.',
      '! box is made anew: its limits are others',
      '! Be careful.',
      'demo: nothing to do',
    ]);
  });

  it('shows no control character of a command', () => {
    const step = aStep({ actions: [{ kind: 'write', file: '/x', value: 'a\u001b[2Jb' }] });
    assert.ok(planLines(aPlan({ steps: [step] }), say).every((line) => !line.includes('\u001b')));
  });
});

describe('a plan as two sides', () => {
  it('has what is made on the right, what is removed on the left, and fields that differ on both', () => {
    const steps = [
      aStep({ mark: 'alias isolens:demo' }),
      aStep({ id: 'link:sfo/eth0', change: 'repair' }),
      aStep({ id: 'link:nyc/eth1', change: 'remove' }),
    ];
    const drift = { id: 'link:sfo/eth0', of: 'sfo', field: 'state', declared: 'up', real: 'down' };
    assert.deepEqual(planSides({ steps }, [drift]), {
      before: ['link sfo/eth0', '  state = down', 'link nyc/eth1'],
      after: ['netns sfo', '  alias isolens:demo', 'link sfo/eth0', '  state = up'],
    });
  });
});
