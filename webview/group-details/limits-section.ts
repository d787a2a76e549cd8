import { message } from '../../src/base/message.ts';
import { type CgroupId, pathOf } from '../../src/model/cgroup/cgroup.ts';
import { type EffectiveLimit, type Limited, usedOf } from '../../src/model/cgroup/effective.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import { Meter } from '../controls/meter.ts';
import { element, setText } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import { count, percent } from '../panel/words.ts';
import type { GroupView } from './group-view.ts';
import { type Parts, type Section, sectionElement } from './section.ts';

/** What holds for the group: its own limit or one above it, who says so, and what is left. */
export function limitsSection(path: string, { say }: Parts): Section {
  const rows = element('div', { class: 'limits' });
  const shown = new Map<Limited, LimitRow>();
  return {
    element: sectionElement(say(message('Limits')), rows),
    has: ({ limits }) => limits.length > 0,
    show({ view }) {
      for (const [of, row] of shown) if (!view.limits.some((limit) => limit.of === of)) row.element.remove();
      for (const limit of view.limits) {
        const row = shown.get(limit.of) ?? new LimitRow(limit.of, path, say);
        shown.set(limit.of, row);
        if (!row.element.isConnected) rows.append(row.element);
        row.show(limit, view);
      }
    },
  };
}

/** One limit: name, use of it, a bar, and why. */
class LimitRow {
  readonly element: HTMLElement;
  readonly #say: Say;
  readonly #path: string;
  readonly #use = element('span', { class: 'limit-use' });
  readonly #why = element('p', { class: 'limit-why' });
  readonly #meter: Meter;

  constructor(of: Limited, path: string, say: Say) {
    this.#say = say;
    this.#path = path;
    const name = nameOf(of, say);
    this.#meter = new Meter(say(message('{0} of {1}', name, path)));
    const line = element('p', { class: 'limit-line' }, element('span', { class: 'limit-name' }, name), this.#use);
    this.element = element('div', { class: 'limit' }, line, this.#meter.element, this.#why);
  }

  show(effective: EffectiveLimit, view: GroupView): void {
    const { of, limit } = effective;
    const used = of === 'cpu' ? view.rates.cpu : usedOf(view.values, of);
    const share = typeof limit === 'number' && used !== undefined ? used / Math.max(limit, Number.MIN_VALUE) : 0;
    const words = this.#useWords(effective, used, share);
    setText(this.#use, words);
    this.#meter.show(share, words);
    this.#meter.element.hidden = limit === 'max';
    setText(this.#why, this.#whyWords(effective, view));
  }

  #useWords({ of, limit }: EffectiveLimit, used: number | undefined, share: number): string {
    const shown = used === undefined ? '–' : amount(of, used);
    if (limit === 'max') return this.#say(message('{0}, no limit', shown));
    return this.#say(message('{0} of {1} ({2})', shown, amount(of, limit), percent(share)));
  }

  #whyWords({ of, limit, binding, headroom, reachedFirst }: EffectiveLimit, { own }: GroupView): string {
    if (limit === 'max' || binding === undefined) return '';
    const by = pathOf(binding);
    const ownLimit = own.find((each) => each.of === of)?.limit;
    const say = this.#say;
    const words = [
      by === this.#path ? say(message('set by this group')) : say(message('set by {0}', by)),
      ...(headroom === undefined ? [] : [this.#leftWords(amount(of, headroom), reachedFirst)]),
      ...(by === this.#path || ownLimit === undefined ? [] : [this.#ownWords(of, ownLimit)]),
    ];
    return words.join(' · ');
  }

  /** A larger limit above may be reached first, when the groups beside use much of it. */
  #leftWords(left: string, reachedFirst: CgroupId | undefined): string {
    if (reachedFirst === undefined) return this.#say(message('{0} left', left));
    return this.#say(message('{0} left in {1}', left, pathOf(reachedFirst)));
  }

  #ownWords(of: Limited, limit: number | 'max'): string {
    if (limit === 'max') return this.#say(message('no limit of its own'));
    return this.#say(message('own limit {0}', amount(of, limit)));
  }
}

function nameOf(of: Limited, say: Say): string {
  switch (of) {
    case 'memory':
      return say(message('Memory'));
    case 'memory.high':
      return say(message('Memory, soft'));
    case 'swap':
      return say(message('Swap'));
    case 'pids':
      return say(message('Tasks'));
    case 'cpu':
      return say(message('CPU'));
  }
}

function amount(of: Limited, value: number): string {
  return of === 'pids' ? count(value) : of === 'cpu' ? percent(value) : roughSize(value);
}
