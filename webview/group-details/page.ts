import { message } from '../../src/base/message.ts';
import {
  CloseGroup,
  type GroupReading,
  GroupsRead,
  RevealGroup,
  ShowGroups,
  type ShownGroup,
} from '../../src/protocol/group-details.ts';
import { PausePanel } from '../../src/protocol/panel.ts';
import { object, record } from '../../src/protocol/reader.ts';
import { type Button, button } from '../controls/button.ts';
import { type Checkbox, checkbox } from '../controls/checkbox.ts';
import { element } from '../panel/element.ts';
import type { Page } from '../panel/page.ts';
import type { Say } from '../panel/say.ts';
import { Theme } from '../panel/theme.ts';
import { Card } from './card.ts';
import { groupView } from './group-view.ts';
import { History, type PackedHistory, readPackedHistory } from './history.ts';
import { commonTop, type PlotSeries } from './section.ts';

/** Between two times that the histories are kept for a reload. */
const KEEP_MS = 3000;

/** What is kept beside the paths that the extension reads. */
interface Kept {
  readonly histories: Readonly<Record<string, PackedHistory>>;
}

const readKept = object<Kept>({ histories: record(readPackedHistory, 64) });

/** The page of the details panel: a card for each group, side by side. */
export class GroupDetailsPage {
  readonly #page: Page;
  readonly #say: Say;
  readonly #theme = new Theme();
  readonly #kept: Kept['histories'];
  readonly #cards = new Map<string, Card>();
  readonly #grid = element('div', { class: 'cards' });
  readonly #sameScales: Checkbox;
  readonly #pause: Button;
  #paused = false;
  #now = Date.now();
  #keptAt = Number.NEGATIVE_INFINITY;

  constructor(page: Page, say: Say) {
    this.#page = page;
    this.#say = say;
    this.#kept = page.kept(readKept)?.histories ?? {};
    this.#sameScales = checkbox(say(message('Same scales')), () => this.#draw());
    this.#sameScales.checked = true;
    this.#pause = button(say(message('Pause')), () => this.#togglePause());
    const bar = element('div', { class: 'toolbar' }, this.#pause.element, this.#sameScales.element);
    document.body.append(element('main', {}, bar, this.#grid));
    page.on(ShowGroups, ({ groups }) => this.#showGroups(groups));
    page.on(GroupsRead, (reading) => this.#take(reading));
    addEventListener('pagehide', () => this.#keep());
  }

  #showGroups(groups: readonly ShownGroup[]): void {
    for (const group of groups) {
      const card = this.#cards.get(group.path);
      if (card) card.group = group;
      else this.#add(group);
    }
    this.#showCount();
    this.#keep();
  }

  #add(group: ShownGroup): void {
    const { path } = group;
    const kept = Object.hasOwn(this.#kept, path) ? this.#kept[path] : undefined;
    const card = new Card(group, {
      say: this.#say,
      theme: this.#theme,
      history: kept ? History.unpack(kept) : new History(),
      reveal: () => this.#page.post(RevealGroup, { path }),
      close: () => this.#close(path),
    });
    this.#cards.set(path, card);
    this.#grid.append(card.element);
  }

  #close(path: string): void {
    this.#cards.get(path)?.element.remove();
    this.#cards.delete(path);
    this.#page.post(CloseGroup, { path });
    this.#showCount();
    this.#draw();
    this.#keep();
  }

  #showCount(): void {
    const several = this.#cards.size > 1;
    for (const card of this.#cards.values()) card.closable = several;
    this.#sameScales.element.hidden = !several;
    this.#grid.classList.toggle('single', !several);
  }

  #take(reading: GroupReading): void {
    this.#now = reading.at;
    for (const card of this.#cards.values()) card.take(groupView(card.group, reading, card.view), reading.at);
    this.#draw();
    if (performance.now() - this.#keptAt > KEEP_MS) this.#keep();
  }

  #draw(): void {
    const cards = [...this.#cards.values()];
    const present = (cards[0]?.present ?? []).map((_, at) => cards.some((card) => card.present[at] === true));
    const all = cards.map(({ history }) => history);
    const same = this.#sameScales.checked;
    for (const card of cards) {
      const top = (plot: PlotSeries) => commonTop(same ? all : [card.history], plot);
      card.show(present, this.#now, top);
    }
  }

  #togglePause(): void {
    this.#paused = !this.#paused;
    this.#pause.label = this.#say(this.#paused ? message('Go On') : message('Pause'));
    this.#page.post(PausePanel, { paused: this.#paused });
  }

  /** The paths are what the extension needs to bring the panel back. */
  #keep(): void {
    this.#keptAt = performance.now();
    const histories = Object.fromEntries([...this.#cards].map(([path, { history }]) => [path, history.pack()]));
    this.#page.keep({ paths: [...this.#cards.keys()], histories });
  }
}
