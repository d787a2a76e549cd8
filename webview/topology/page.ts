import { message } from '../../src/base/message.ts';
import { search } from '../../src/drawing/filter.ts';
import { pathMarks } from '../../src/drawing/path-marks.ts';
import type { BoxKey, Scene } from '../../src/drawing/scene.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import type { TopologyChange } from '../../src/model/network/topology.ts';
import { errorText } from '../../src/protocol/errors.ts';
import {
  ActOnDrawn,
  AskInside,
  AskPath,
  CopyText,
  type DrawingFormat,
  FIRST_TOPOLOGY_STATE,
  FocusNetwork,
  LookAtNetworks,
  RevealNetwork,
  readTopologyState,
  SaveDrawing,
  ShowCounters,
  ShowDifferences,
  ShowInside,
  ShowPath,
  ShowPlaces,
  ShowSpec,
  ShowTopology,
  type TopologyState,
} from '../../src/protocol/topology-page.ts';
import { element, setText } from '../panel/element.ts';
import type { Page } from '../panel/page.ts';
import type { Say } from '../panel/say.ts';
import { Details } from './details.ts';
import { startArranger } from './engine.ts';
import { exportDrawing } from './export.ts';
import { PathPane } from './path-pane.ts';
import { Rates } from './rates.ts';
import { type Extras, Stage } from './stage.ts';
import { topologyTable } from './table.ts';
import { Toolbar } from './toolbar.ts';
import { TopologyModel } from './topology-model.ts';
import { Turns } from './turns.ts';
import { boxName, pictureWords } from './words.ts';

/** What changes is kept so long after it changed, in ms. */
const KEEP_MS = 300;
/** More new namespaces at once are not told one by one. */
const MOST_NEWS = 5;

/** The page of the panels with drawings. */
export class TopologyPage {
  readonly #page: Page;
  readonly #say: Say;
  readonly #model: TopologyModel;
  readonly #rates = new Rates();
  readonly #stage: Stage;
  readonly #toolbar: Toolbar;
  readonly #details: Details;
  readonly #path: PathPane;
  readonly #table: ReturnType<typeof topologyTable>;
  readonly #news = element('p', { class: 'unseen', role: 'status' });
  /** What is told is read, put together, and shown in tasks of their own. */
  readonly #redrawing = new Turns([() => this.#model.whole, () => this.#refresh()]);
  #state: TopologyState;
  #scene: Scene = { boxes: [], wires: [], subnets: [] };
  #keepTimer: number | undefined;

  constructor(page: Page, say: Say, base: string) {
    this.#page = page;
    this.#say = say;
    this.#model = new TopologyModel({ gateway: say(message('gateway')), network: say(message('network')) });
    this.#state = page.kept(readTopologyState) ?? FIRST_TOPOLOGY_STATE;
    this.#stage = new Stage(say, {
      start: () => startArranger(base),
      failed: (error) => page.fail(`the layout engine: ${errorText(error)}`),
      select: (box) => this.#select(box),
      open: (box) => this.#open(box),
      placed: () => this.#keepSoon(),
      live: () => this.#state.spec === null,
    });
    this.#stage.composer.remember(this.#state.places);
    this.#details = this.#makeDetails();
    this.#path = this.#makePath();
    this.#table = topologyTable(say, (box) => this.#open(box));
    this.#toolbar = this.#makeToolbar();
    this.#build();
    this.#listen();
  }

  #makeDetails(): Details {
    const page = this.#page;
    return new Details(this.#say, this.#model, this.#rates, {
      ask: (namespace) => this.#inspect(namespace),
      reveal: (namespace) => page.post(RevealNetwork, { namespace }),
      focus: (namespace) => this.#focus(this.#state.focus === namespace ? null : namespace),
      path: (namespace) => this.#openPath(namespace),
      act: (target) => page.post(ActOnDrawn, target),
      close: () => this.#select(undefined),
    });
  }

  #makePath(): PathPane {
    const page = this.#page;
    return new PathPane(this.#say, {
      ask: (question, probe) => page.post(AskPath, { question, probe }),
      mark: (report) => this.#stage.markPath(report && pathMarks(report, this.#scene)),
      show: (namespace) => this.#stage.activate(namespace),
      copy: (text) => page.post(CopyText, { text }),
      close: () => {
        this.#path.hide();
        this.#stage.focus();
      },
      titleOf: (namespace) => this.#model.place(namespace)?.title ?? namespace,
    });
  }

  #makeToolbar(): Toolbar {
    return new Toolbar(this.#say, this.#state, {
      change: (change) => this.#change(change),
      fit: () => this.#stage.fit(),
      zoom: (steps) => this.#stage.zoom(steps),
      arrange: () => void this.#arrange(),
      path: () => this.#openPath(this.#stage.selected),
      all: () => this.#focus(null),
      next: () => this.#nextFound(),
      save: (format) => void this.#save(format),
    });
  }

  #build(): void {
    const parts = [this.#stage, this.#table, this.#details, this.#path];
    const main = element('main', {}, ...parts.map((part) => part.element));
    document.body.classList.add('topology');
    document.body.classList.toggle('as-table', this.#state.asTable);
    document.body.append(element('header', {}, this.#toolbar.element), main, this.#news);
  }

  #listen(): void {
    const page = this.#page;
    page.on(ShowPlaces, ({ places }) => {
      this.#model.rename(places);
      this.#redrawing.begin();
    });
    page.on(ShowTopology, (change) => this.#take(change));
    page.on(ShowCounters, (counters) => {
      this.#rates.take(counters);
      this.#stage.redraw(this.#extras());
      this.#details.refreshCounters();
    });
    page.on(ShowInside, (answer) => this.#details.takeInside(answer));
    page.on(ShowPath, (answer) => this.#path.take(answer));
    page.on(FocusNetwork, ({ namespace }) => this.#focus(namespace));
    page.on(ShowSpec, ({ spec }) => this.#declare(spec));
    page.on(ShowDifferences, ({ differences }) => {
      this.#model.differ(differences);
      this.#refresh();
    });
    page.keep(this.#state);
  }

  /** What is drawn is not live: nothing that only a live namespace has is offered. */
  #declare(spec: string): void {
    this.#state = { ...this.#state, spec };
    this.#page.keep(this.#state);
    document.body.classList.add('declared');
  }

  #inspect(namespace: NamespaceId): void {
    if (this.#state.spec === null) this.#page.post(AskInside, { namespace });
    else this.#details.takeInside({ namespace, failed: this.#say(message('It is declared, not live.')) });
  }

  #take(change: TopologyChange): void {
    const before = this.#model.topology.networks;
    this.#model.apply(change);
    if (!change.more) this.#redrawing.begin();
    const fresh = change.first ? [] : change.networks.filter(({ namespace }) => !before[namespace]);
    const names = fresh.map(({ namespace }) => this.#model.place(namespace)?.title ?? namespace);
    if (names.length > 0 && names.length <= MOST_NEWS)
      setText(this.#news, this.#say(message('New: {0}', names.join(', '))));
  }

  #refresh(): void {
    if (Object.keys(this.#model.topology.networks).length === 0) return;
    const { whole } = this.#model;
    this.#scene = this.#model.scene(this.#state, this.#stage.kept);
    this.#toolbar.offerKinds(this.#model.kinds);
    const { focus } = this.#state;
    this.#toolbar.focused = focus === null ? undefined : (this.#model.place(focus)?.title ?? focus);
    this.#toolbar.tell(this.#scene, whole, this.#model.notices);
    if (this.#state.asTable) this.#table.show(this.#scene);
    if (this.#path.open) this.#offerEnds();
    this.#stage.show(this.#scene, this.#extras());
    this.#details.refresh(this.#stage.boxOf(this.#stage.selected));
    this.#page.post(LookAtNetworks, { namespaces: this.#sight() });
  }

  #extras(): Extras {
    const scene = this.#scene;
    return {
      sizes: this.#model.sizes(scene),
      labels: this.#rates.labels(scene.wires),
      found: search(scene, this.#state.search),
      searching: this.#state.search !== '',
      different: this.#model.different,
    };
  }

  /** As many as one message has. */
  #sight(): string[] {
    const boxes = this.#scene.boxes.filter(({ kind }) => kind !== 'folded');
    return boxes.flatMap(({ namespaces }) => namespaces).slice(0, 2000);
  }

  #change(change: Partial<TopologyState>): void {
    this.#state = { ...this.#state, ...change };
    document.body.classList.toggle('as-table', this.#state.asTable);
    if (Object.keys(change).join() === 'search') this.#stage.redraw(this.#extras());
    else this.#refresh();
    this.#keepSoon();
  }

  #focus(focus: string | null): void {
    if (focus === this.#state.focus) return;
    this.#stage.composer.forget();
    this.#change({ focus, places: {} });
    if (focus !== null) this.#select(focus);
  }

  async #arrange(): Promise<void> {
    await this.#stage.composer.arrange();
    setText(this.#news, this.#say(message('Arranged again')));
  }

  #select(key: BoxKey | undefined): void {
    this.#stage.select(key);
    if (!this.#path.open) this.#details.show(this.#stage.boxOf(key));
    else if (key !== undefined) this.#path.choose(key);
  }

  /** A folded box unfolds; of others the details are shown. */
  #open(key: BoxKey): void {
    if (this.#stage.boxOf(key)?.kind === 'folded') {
      this.#change({ opened: [...this.#state.opened, key] });
      return;
    }
    this.#select(key);
    this.#details.focus();
  }

  #offerEnds(): void {
    const boxes = this.#model.whole.boxes.filter(({ kind }) => kind === 'host' || kind === 'netns');
    this.#path.offer(boxes.map(({ key }) => key));
  }

  #openPath(from: NamespaceId | undefined): void {
    this.#offerEnds();
    this.#details.show(undefined);
    this.#path.show(from);
  }

  #nextFound(): void {
    const found = search(this.#scene, this.#state.search);
    const { active } = this.#stage;
    const at = active === undefined ? -1 : found.indexOf(active);
    const next = found[(at + 1) % found.length];
    if (next === undefined) return;
    this.#stage.activate(next);
    const box = this.#stage.boxOf(next);
    if (box) setText(this.#news, boxName(box, this.#say));
  }

  async #save(format: DrawingFormat): Promise<void> {
    const { topology, places } = this.#model;
    const { layout } = this.#stage.composer;
    const drawing = { scene: this.#scene, layout, sizes: this.#model.sizes(this.#scene), topology, places };
    const content = await exportDrawing(format, drawing, pictureWords(this.#say));
    this.#page.post(SaveDrawing, { format, content });
  }

  #keepSoon(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => {
      this.#state = { ...this.#state, places: this.#stage.composer.places };
      this.#page.keep(this.#state);
    }, KEEP_MS);
  }
}
