import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { Box } from '../../src/drawing/scene.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import type { NetworkInside } from '../../src/model/network/network-inside.ts';
import type { DrawnTarget } from '../../src/protocol/topology-page.ts';
import { type Button, button } from '../controls/button.ts';
import { DataTable, type RowAction } from '../controls/data-table.ts';
import { tabs } from '../controls/tabs.ts';
import { element, setText } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import { type DetailTab, detailTabs } from './detail-tabs.ts';
import type { Rates } from './rates.ts';
import type { TopologyModel } from './topology-model.ts';
import { boxName } from './words.ts';

export interface DetailsHandlers {
  /** What is inside a namespace is wanted. */
  readonly ask: (namespace: NamespaceId) => void;
  readonly reveal: (namespace: NamespaceId) => void;
  readonly focus: (namespace: NamespaceId) => void;
  /** Paths from there are asked for. */
  readonly path: (namespace: NamespaceId) => void;
  /** A link is to be changed. */
  readonly act: (target: DrawnTarget) => void;
  readonly close: () => void;
}

interface Shown {
  readonly tab: DetailTab;
  readonly table: DataTable;
  readonly note: HTMLElement;
}

/** What is known of one namespace, beside the drawing. */
export class Details {
  readonly element = element('aside', { class: 'details' });
  readonly #say: Say;
  readonly #model: TopologyModel;
  readonly #rates: Rates;
  readonly #handlers: DetailsHandlers;
  readonly #title = element('h2', { tabindex: '-1' });
  readonly #facts = element('p', { class: 'facts-line' });
  readonly #problems = element('p', { class: 'problems' });
  readonly #differences = element('ul', { class: 'differences' });
  readonly #focusButton: Button;
  readonly #shown: readonly Shown[];
  #namespace: NamespaceId | undefined;
  #inside: NetworkInside | undefined;
  #failed: string | undefined;

  constructor(say: Say, model: TopologyModel, rates: Rates, handlers: DetailsHandlers) {
    this.#say = say;
    this.#model = model;
    this.#rates = rates;
    this.#handlers = handlers;
    this.#focusButton = button(say(message('Focus')), () => this.#with(handlers.focus));
    this.#focusButton.element.title = say(message('Show it alone with what it is wired to, or everything again'));
    this.#shown = detailTabs(say).map((tab) => ({
      tab,
      table: new DataTable(tab.label, tab.headings, tab.links && this.#changing()),
      note: element('p', { class: 'note' }),
    }));
    this.element.append(this.#head(), this.#tabs());
    this.element.hidden = true;
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') handlers.close();
    });
  }

  /** @param box undefined: nothing */
  show(box: Box | undefined): void {
    const namespace = box?.kind === 'folded' ? undefined : box?.namespaces[0];
    this.element.hidden = namespace === undefined;
    if (namespace === this.#namespace) return;
    this.#namespace = namespace;
    this.#inside = undefined;
    this.#failed = undefined;
    if (namespace === undefined || !box) return;
    this.refresh(box);
    this.#handlers.ask(namespace);
  }

  /** The same again, as it is now. */
  refresh(box: Box | undefined): void {
    if (this.#namespace === undefined) return;
    if (!box) return this.#handlers.close();
    setText(this.#title, boxName(box, this.#say));
    this.#tellPlace(this.#namespace);
    const sentences = this.#model.differencesIn(this.#namespace).map(({ sentence }) => this.#say(sentence));
    this.#differences.replaceChildren(...sentences.map((text) => element('li', {}, text)));
    this.#fill();
  }

  refreshCounters(): void {
    if (this.#namespace !== undefined) this.#fill();
  }

  takeInside(answer: {
    readonly namespace: NamespaceId;
    readonly inside?: NetworkInside;
    readonly failed?: string;
  }): void {
    if (answer.namespace !== this.#namespace) return;
    this.#inside = answer.inside;
    this.#failed = answer.failed;
    this.#fill();
  }

  focus(): void {
    this.#title.focus();
  }

  #head(): HTMLElement {
    const { reveal, close } = this.#handlers;
    const say = this.#say;
    const buttons = [
      this.#focusButton,
      button(say(message('Reveal')), () => this.#with(reveal), say(message('Reveal in the view Namespaces'))),
      button(say(message('Path From Here…')), () => this.#with(this.#handlers.path)),
      button(say(message('Refresh')), () => this.#with(this.#handlers.ask)),
      button(say(message('Close')), close),
    ];
    for (const live of buttons.slice(1, -1)) live.element.classList.add('live-only');
    const row = element('div', { class: 'details-buttons' }, ...buttons.map((each) => each.element));
    return element('header', {}, this.#title, this.#facts, row, this.#differences, this.#problems);
  }

  /** A button in each row of the links. */
  #changing(): RowAction {
    return {
      label: (name) => this.#say(message('Change {0}…', name)),
      act: (at) => {
        const network = this.#namespace === undefined ? undefined : this.#model.network(this.#namespace);
        const link = network?.links[at];
        if (!network || !link) return;
        const { namespace } = network;
        this.#handlers.act({ namespace, links: [{ namespace, index: link.index, name: link.name }] });
      },
    };
  }

  #tabs(): HTMLElement {
    const all = this.#shown.map(({ tab, table, note }) => ({
      id: tab.id,
      label: tab.label,
      content: element('div', { class: 'tab-content' }, table.element, note),
    }));
    return tabs(this.#say(message('Details of the namespace')), all, () => this.#fill()).element;
  }

  #with(act: (namespace: NamespaceId) => void): void {
    if (this.#namespace !== undefined) act(this.#namespace);
  }

  #tellPlace(namespace: NamespaceId): void {
    const place = this.#model.place(namespace);
    if (!place) return;
    const { inode, container, processes, leader } = place;
    const words = [
      `net:[${inode}]`,
      container === undefined ? '' : printable(container, 80),
      processes === 1 ? this.#say(message('1 process')) : this.#say(message('{0} processes', processes)),
      leader === undefined ? '' : printable(leader, 60),
    ];
    setText(this.#facts, words.filter(Boolean).join(' · '));
  }

  #fill(): void {
    const network = this.#namespace === undefined ? undefined : this.#model.network(this.#namespace);
    if (!network) return;
    const sight = { network, inside: this.#inside, rates: this.#rates };
    for (const { tab, table, note } of this.#shown) {
      const rows = tab.rows(sight);
      table.show(rows ?? []);
      setText(note, this.#noteOf(tab, rows));
    }
    const problems = this.#inside?.problems ?? [];
    setText(this.#problems, problems.map(({ subject, errno }) => `${printable(subject, 100)}: ${errno}`).join(' · '));
  }

  #noteOf({ inside }: DetailTab, rows: readonly unknown[] | undefined): string {
    if (inside && this.#failed !== undefined) return printable(this.#failed, 300);
    if (!rows) return this.#say(message('Being read…'));
    return rows.length === 0 ? this.#say(message('None')) : '';
  }
}
