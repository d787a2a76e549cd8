import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import { groupName } from '../../src/model/cgroup/cgroup.ts';
import type { ShownGroup } from '../../src/protocol/group-details.ts';
import { button } from '../controls/button.ts';
import { tag } from '../controls/tag.ts';
import { element, setText } from '../panel/element.ts';
import { cpuSection } from './cpu-section.ts';
import { type GroupView, sampleOf } from './group-view.ts';
import type { History } from './history.ts';
import { hugetlbSection } from './hugetlb-section.ts';
import { ioSection } from './io-section.ts';
import { limitsSection } from './limits-section.ts';
import { memorySection } from './memory-section.ts';
import { pidsSection } from './pids-section.ts';
import { pressureSection } from './pressure-section.ts';
import type { Parts, PlotSeries, Section, Span } from './section.ts';

const SECTIONS = [
  limitsSection,
  cpuSection,
  memorySection,
  ioSection,
  pidsSection,
  pressureSection,
  hugetlbSection,
] as const;

export interface CardOptions extends Parts {
  readonly history: History;
  readonly reveal: () => void;
  readonly close: () => void;
}

/** One group: what it is, its state, and a section for each controller. */
export class Card {
  readonly element: HTMLElement;
  readonly history: History;
  readonly #options: CardOptions;
  readonly #sections: readonly Section[];
  readonly #tags = element('div', { class: 'tags' });
  readonly #meaning = element('p', { class: 'meaning' });
  readonly #gone = element('p', { class: 'gone', role: 'status' });
  readonly #close: HTMLElement;
  #group: ShownGroup;
  #view: GroupView | undefined;
  #goneAt: number | undefined;

  constructor(group: ShownGroup, options: CardOptions) {
    const { say } = options;
    this.#group = group;
    this.#options = options;
    this.history = options.history;
    const path = printable(group.path, 1000);
    this.#sections = SECTIONS.map((make) => make(path, options));
    this.#close = button(say(message('Close')), options.close, say(message('Close {0}', path))).element;
    const reveal = button(say(message('Reveal')), options.reveal, say(message('Reveal {0} in the view Cgroups', path)));
    const head = element(
      'header',
      { class: 'card-head' },
      element('h2', {}, printable(groupName(group.path), 255)),
      element('p', { class: 'path mono' }, path),
      this.#meaning,
      this.#tags,
      element('div', { class: 'card-buttons' }, reveal.element, this.#close),
      this.#gone,
    );
    this.element = element('article', { class: 'card', 'aria-label': path }, head);
    for (const section of this.#sections) {
      section.element.hidden = true;
      this.element.append(section.element);
    }
  }

  /** What the group is, when that changed. */
  set group(group: ShownGroup) {
    this.#group = group;
    this.#showState();
  }

  get group(): ShownGroup {
    return this.#group;
  }

  get view(): GroupView | undefined {
    return this.#view;
  }

  /** Only one of several can be closed. */
  set closable(closable: boolean) {
    this.#close.hidden = !closable;
  }

  /** What was read; undefined: the group is gone, and what it used last stays. */
  take(view: GroupView | undefined, at: number): void {
    if (view) {
      this.#view = view;
      this.#goneAt = undefined;
      this.history.add(at, sampleOf(view));
    } else this.#goneAt ??= this.history.times.at(-1) ?? at;
    this.#showState();
  }

  /** Which of the sections have something to show. */
  get present(): readonly boolean[] {
    const view = this.#view;
    return this.#sections.map((section) => view !== undefined && section.has(view));
  }

  /** @param present sections that any card has: they are in one line, empty where this one has nothing */
  show(present: readonly boolean[], now: number, top: (plot: PlotSeries) => number): void {
    const to = this.#goneAt ?? now;
    const span: Span = { from: to - this.history.spanBefore(to), to };
    const view = this.#view;
    this.#sections.forEach((section, at) => {
      section.element.hidden = present[at] !== true;
      const has = view !== undefined && section.has(view);
      section.element.classList.toggle('absent', !has);
      if (view && has) section.show({ view, history: this.history, span, top });
    });
  }

  #showState(): void {
    const { say } = this.#options;
    const { hierarchies, meaning } = this.#group;
    const { frozen, populated } = this.#view?.values ?? {};
    const gone = this.#goneAt !== undefined;
    const words = [
      ...hierarchies.map((label) => printable(label, 60)),
      ...(frozen && !gone ? [say(message('frozen'))] : []),
      ...(populated === undefined || gone ? [] : [populated ? say(message('populated')) : say(message('empty'))]),
      ...(gone ? [say(message('gone'))] : []),
    ];
    const shown = [...this.#tags.children].map(({ textContent }) => textContent);
    if (words.join('\n') !== shown.join('\n')) this.#tags.replaceChildren(...words.map(tag));
    setText(this.#meaning, meaning ?? '');
    setText(this.#gone, gone ? this.#goneWords(this.#goneAt ?? 0) : '');
    this.element.classList.toggle('is-gone', gone);
  }

  #goneWords(at: number): string {
    const time = new Date(at).toLocaleTimeString();
    return this.#options.say(message('The group is gone. What is below is what it used until {0}.', time));
  }
}
