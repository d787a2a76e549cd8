import { message } from '../../base/message.ts';
import type { Expect, Spec } from '../generated/ast.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { remove } from './spans.ts';

interface Claim {
  /** What is told of: who, and what it does to whom. */
  readonly topic: string;
  /** What is told of it, where only one thing can be so: a count, a status. */
  readonly value: string;
}

function claimOf({ fact, subject }: Expect): Claim | undefined {
  if (!fact || !subject) return undefined;
  const about = [subject.$refText, fact.$type];
  switch (fact.$type) {
    case 'Reaches':
      return { topic: [...about, fact.address ?? fact.target?.$refText, fact.port].join(' '), value: '' };
    case 'Listens':
      return { topic: [...about, fact.port].join(' '), value: '' };
    case 'OomKilled':
      return { topic: about.join(' '), value: '' };
    case 'Processes':
      return { topic: about.join(' '), value: fact.count ?? '' };
    case 'Exits':
      return { topic: about.join(' '), value: fact.status ?? '' };
  }
}

/** What was told before, by topic and value. */
class Told {
  readonly #all = new Map<string, Expect>();
  /** The first that is to be so, by topic. */
  readonly #so = new Map<string, Expect>();

  same({ topic, value }: Claim, { negated }: Expect): Expect | undefined {
    return this.#all.get(`${negated} ${topic} ${value}`);
  }

  opposite({ topic, value }: Claim, { negated, fact }: Expect): Expect | undefined {
    const straight = this.#all.get(`${!negated} ${topic} ${value}`);
    if (straight) return straight;
    if (negated) return fact.$type === 'Exits' && value === '' ? this.#so.get(topic) : undefined;
    const never = fact.$type === 'Exits' ? this.#all.get(`true ${topic} `) : undefined;
    return never ?? this.#otherValue(topic, value);
  }

  add({ topic, value }: Claim, node: Expect): void {
    this.#all.set(`${node.negated} ${topic} ${value}`, node);
    if (!node.negated && !this.#so.has(topic)) this.#so.set(topic, node);
  }

  #otherValue(topic: string, value: string): Expect | undefined {
    const other = this.#so.get(topic);
    const claim = other && claimOf(other);
    return claim && value !== '' && claim.value !== '' && claim.value !== value ? other : undefined;
  }
}

function checkAll({ expectations }: Spec, { report, text }: CheckContext): void {
  const told = new Told();
  for (const node of expectations) {
    const claim = claimOf(node);
    if (!claim) continue;
    const same = told.same(claim, node);
    const opposite = same ? undefined : told.opposite(claim, node);
    const other = same ?? opposite;
    if (other) {
      report(
        { node },
        {
          severity: same ? 'warning' : 'error',
          message: same
            ? message('This is expected already.')
            : message('Both cannot be: the other is expected already.'),
          fixes: [
            {
              title: message('Remove this one'),
              edits: [remove(node, text)],
              ...(same && { preferred: true as const }),
            },
          ],
          related: [{ at: { node: other }, message: message('This is the other one.') }],
        },
      );
    } else told.add(claim, node);
  }
}

export const e06 = defineCheck({
  code: 'E06',
  severity: 'error',
  title: 'Something that is expected twice, or its opposite too',
  explanation:
    'Of two expectations that contradict each other one is never met: `not` the same, another number of processes, another exit status. ' +
    'The same twice is only tested twice (a warning).',
  on: ['Spec'],
  check: checkAll,
});
