import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { TopRow } from '../../src/model/cgroup/top.ts';
import { MOST_SHOWN, RevealGroup } from '../../src/protocol/group-details.ts';
import {
  FIRST_TOP_STATE,
  type GroupTopState,
  LookAtGroups,
  OpenDetails,
  readGroupTopState,
  ShowSources,
  TopRead,
  type TopSource,
  type TopUpdate,
} from '../../src/protocol/group-top.ts';
import { PausePanel } from '../../src/protocol/panel.ts';
import { type Button, button } from '../controls/button.ts';
import { checkbox } from '../controls/checkbox.ts';
import { type Dropdown, dropdown } from '../controls/dropdown.ts';
import { textField } from '../controls/text-field.ts';
import { VirtualTable } from '../controls/virtual-table.ts';
import { element, setText } from '../panel/element.ts';
import type { Page } from '../panel/page.ts';
import type { Say } from '../panel/say.ts';
import { count } from '../panel/words.ts';
import { type TopColumn, topColumns } from './columns.ts';
import { TopModel } from './top-model.ts';

/** Value of the choice of all hierarchies. */
const ALL = 'all';
/** What is in sight is told this long after it changed. */
const SIGHT_MS = 100;

/** The page of the panel with a line for each group. */
export class GroupTopPage {
  readonly #page: Page;
  readonly #say: Say;
  readonly #model = new TopModel();
  readonly #columns: readonly TopColumn[];
  readonly #table: VirtualTable<TopRow>;
  readonly #source: Dropdown;
  readonly #pause: Button;
  readonly #details: Button;
  readonly #reveal: Button;
  readonly #status = element('p', { class: 'top-status' });
  #state: GroupTopState;
  #sight: readonly string[] = [];
  #sightTimer: number | undefined;
  #paused = false;
  #interval = 1000;
  #shown = 0;

  constructor(page: Page, say: Say) {
    this.#page = page;
    this.#say = say;
    this.#state = page.kept(readGroupTopState) ?? FIRST_TOP_STATE;
    this.#columns = topColumns(say, this.#model);
    this.#source = dropdown(say(message('Hierarchy')), (value) => this.#choose(value));
    this.#pause = button(say(message('Pause')), () => this.#togglePause());
    this.#details = button(say(message('Show Details')), () => this.#open(this.#table.selection));
    this.#reveal = button(say(message('Reveal')), () => this.#revealFirst());
    this.#table = new VirtualTable<TopRow>({
      label: say(message('Groups with what they use')),
      keyOf: ({ path }) => path,
      context: ({ path }) => ({ webviewSection: 'group', path }),
      onSort: (column) => this.#sort(column),
      onActivate: (paths) => this.#open(paths),
      onSelect: (paths) => this.#select(paths),
      onSight: (rows) => this.#see(rows),
    });
    document.body.classList.add('top');
    document.body.append(element('main', {}, this.#toolbar(), this.#table.element));
    this.#select([]);
    page.on(ShowSources, ({ sources }) => this.#offer(sources));
    page.on(TopRead, (update) => this.#take(update));
    page.keep(this.#state);
  }

  #toolbar(): HTMLElement {
    const say = this.#say;
    const filter = textField(say(message('Filter groups')), say(message('Filter')), (text) =>
      this.#change({ filter: text }),
    );
    filter.value = this.#state.filter;
    const own = checkbox(say(message('Without subgroups')), (checked) => this.#change({ own: checked }));
    own.checked = this.#state.own;
    own.element.title = say(message('What each group uses itself, without those below it'));
    const controls = [filter, this.#source, own, this.#pause, this.#details, this.#reveal];
    return element('div', { class: 'toolbar' }, ...controls.map((each) => each.element), this.#status);
  }

  #offer(sources: readonly TopSource[]): void {
    const all = [ALL, this.#say(message('All hierarchies'))] as const;
    const each = sources.map(({ hierarchy, label }) => [String(hierarchy), printable(label, 60)] as const);
    this.#source.offer([all, ...each]);
    const { hierarchy } = this.#state;
    const isThere = sources.some((source) => source.hierarchy === hierarchy);
    if (hierarchy !== null && !isThere) this.#choose(ALL);
    this.#source.value = isThere ? String(hierarchy) : ALL;
    this.#source.element.hidden = sources.length < 2;
  }

  #choose(value: string): void {
    this.#change({ hierarchy: value === ALL ? null : Number(value) });
    this.#tellSight();
  }

  #sort(id: string): void {
    const column = this.#columns.find((each) => each.id === id);
    if (!column) return;
    const { order, descending } = this.#state;
    this.#change({ order: column.id, descending: order === column.id ? !descending : column.numeric });
    this.#tellSight();
  }

  #change(change: Partial<GroupTopState>): void {
    this.#state = { ...this.#state, ...change };
    this.#page.keep(this.#state);
    this.#draw();
  }

  #take(update: TopUpdate): void {
    this.#interval = update.interval;
    this.#model.apply(update);
    this.#draw();
  }

  #draw(): void {
    const { order, descending } = this.#state;
    const rows = this.#model.shown(this.#state);
    this.#shown = rows.length;
    this.#table.columns = this.#columns.filter(({ needs }) => needs === undefined || this.#model.has(needs));
    this.#table.show(rows, { column: order, descending });
    this.#tellStatus();
  }

  #tellStatus(): void {
    const say = this.#say;
    const { size } = this.#model;
    const seconds = Number((this.#interval / 1000).toFixed(1));
    const words = [
      this.#shown === size
        ? say(message('{0} groups', count(size)))
        : say(message('{0} of {1} groups', count(this.#shown), count(size))),
      this.#paused ? say(message('paused')) : say(message('read every {0} s', seconds)),
    ];
    setText(this.#status, words.join(' · '));
  }

  #togglePause(): void {
    this.#paused = !this.#paused;
    this.#pause.label = this.#say(this.#paused ? message('Go On') : message('Pause'));
    this.#page.post(PausePanel, { paused: this.#paused });
    this.#tellStatus();
  }

  #select(paths: readonly string[]): void {
    this.#details.disabled = paths.length === 0;
    this.#reveal.disabled = paths.length === 0;
  }

  #open(paths: readonly string[]): void {
    if (paths.length > 0) this.#page.post(OpenDetails, { paths: paths.slice(0, MOST_SHOWN) });
  }

  #revealFirst(): void {
    const [path] = this.#table.selection;
    if (path !== undefined) this.#page.post(RevealGroup, { path });
  }

  #see(rows: readonly TopRow[]): void {
    this.#sight = rows.map(({ path }) => path);
    this.#sightTimer ??= setTimeout(() => this.#tellSight(), SIGHT_MS);
  }

  #tellSight(): void {
    clearTimeout(this.#sightTimer);
    this.#sightTimer = undefined;
    const { hierarchy, order } = this.#state;
    this.#page.post(LookAtGroups, { hierarchy, paths: this.#sight.slice(0, 500), pressure: order === 'pressure' });
  }
}
