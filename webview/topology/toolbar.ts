import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { Scene } from '../../src/drawing/scene.ts';
import { DRAWING_FORMATS, type DrawingFormat, type TopologyState } from '../../src/protocol/topology-page.ts';
import { type Button, button } from '../controls/button.ts';
import { checkbox } from '../controls/checkbox.ts';
import { type Dropdown, dropdown } from '../controls/dropdown.ts';
import { textField } from '../controls/text-field.ts';
import { element, setText } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import type { Notices } from './topology-model.ts';

export interface ToolbarHandlers {
  readonly change: (change: Partial<TopologyState>) => void;
  readonly fit: () => void;
  readonly zoom: (steps: number) => void;
  readonly arrange: () => void;
  readonly path: () => void;
  /** Everything again, after a focus. */
  readonly all: () => void;
  /** The next box that was found. */
  readonly next: () => void;
  readonly save: (format: DrawingFormat) => void;
}

const ALL = 'all';
const NONE = 'none';

/** What is above the drawing. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #say: Say;
  readonly #kinds: Dropdown;
  readonly #all: Button;
  readonly #status = element('p', { class: 'topology-status' });
  #offered = '';

  constructor(say: Say, state: TopologyState, handlers: ToolbarHandlers) {
    this.#say = say;
    this.#kinds = dropdown(say(message('Kind of links')), (value) =>
      handlers.change({ kind: value === ALL ? '' : value }),
    );
    this.#all = button(say(message('Show All')), handlers.all);
    this.#all.element.hidden = true;
    this.offerKinds(state.kind === '' ? [] : [state.kind]);
    if (state.kind !== '') this.#kinds.value = state.kind;
    const controls = [
      this.#search(state, handlers).element,
      this.#kinds.element,
      ...this.#boxes(state, handlers),
      this.#all.element,
      ...this.#buttons(handlers),
      this.#export(handlers).element,
      this.#status,
    ];
    this.element = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': say(message('Drawing')) },
      ...controls,
    );
  }

  /** Title of the namespace that is shown alone with its neighbours; undefined for none. */
  set focused(title: string | undefined) {
    this.#all.element.hidden = title === undefined;
    if (title !== undefined)
      this.#all.label = this.#say(message('Show All, not only around {0}', printable(title, 30)));
  }

  offerKinds(kinds: readonly string[]): void {
    const offered = kinds.join(' ');
    if (offered === this.#offered && offered !== '') return;
    this.#offered = offered;
    const all = [ALL, this.#say(message('All kinds'))] as const;
    this.#kinds.offer([all, ...kinds.map((kind) => [kind, printable(kind, 30)] as const)]);
  }

  /** How much is shown of how much. */
  tell(shown: Scene, whole: Scene, { problems, differences }: Notices): void {
    const say = this.#say;
    const count = ({ boxes }: Scene) => boxes.reduce((sum, { namespaces }) => sum + namespaces.length, 0);
    const [part, all] = [count(shown), count(whole)];
    const wires = (part === all ? whole : shown).wires.length;
    const folded = shown.boxes.filter(({ kind }) => kind === 'folded').length;
    const words = [
      part === all ? say(message('{0} namespaces', all)) : say(message('{0} of {1} namespaces', part, all)),
      wires === 1 ? say(message('1 wire')) : say(message('{0} wires', wires)),
      ...(folded > 0 ? [say(message('those alike are folded: open them with Enter or a double click'))] : []),
      ...(differences === undefined ? [] : [this.#compared(differences)]),
      ...(problems > 0 ? [say(message('{0} could not be read', problems))] : []),
    ];
    setText(this.#status, words.join(' · '));
  }

  #compared(differences: number): string {
    const say = this.#say;
    if (differences === 0) return say(message('the host is as declared'));
    return differences === 1
      ? say(message('1 difference from the host'))
      : say(message('{0} differences from the host', differences));
  }

  #search(state: TopologyState, handlers: ToolbarHandlers) {
    const say = this.#say;
    const hint = say(message('Search'));
    const field = textField(say(message('Search names, links, addresses')), hint, (search) =>
      handlers.change({ search }),
    );
    field.value = state.search;
    field.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') handlers.next();
    });
    return field;
  }

  #boxes(state: TopologyState, { change }: ToolbarHandlers): HTMLElement[] {
    const say = this.#say;
    const lonely = checkbox(say(message('Hide loopback-only')), (withoutLonely) => change({ withoutLonely }));
    const down = checkbox(say(message('Hide down links')), (withoutDown) => change({ withoutDown }));
    const table = checkbox(say(message('As table')), (asTable) => change({ asTable }));
    lonely.checked = state.withoutLonely;
    down.checked = state.withoutDown;
    table.checked = state.asTable;
    return [lonely, down, table].map((each) => each.element);
  }

  #buttons({ fit, zoom, arrange, path }: ToolbarHandlers): HTMLElement[] {
    const say = this.#say;
    const explain = button(say(message('Explain Path…')), path);
    explain.element.classList.add('live-only');
    return [
      button(say(message('Fit')), fit, say(message('Fit everything in sight (0)'))),
      button('+', () => zoom(1), say(message('Larger (+)'))),
      button('−', () => zoom(-1), say(message('Smaller (-)'))),
      button(say(message('Arrange Again')), arrange),
      explain,
    ].map((each) => each.element);
  }

  #export({ save }: ToolbarHandlers): Dropdown {
    const say = this.#say;
    const made = dropdown(say(message('Export')), (value) => {
      const format = DRAWING_FORMATS.find((each) => each === value);
      made.value = NONE;
      if (format) save(format);
    });
    made.offer([
      [NONE, say(message('Export…'))],
      ...DRAWING_FORMATS.map((format) => [format, format === 'sh' ? 'ip script' : format.toUpperCase()] as const),
    ]);
    return made;
  }
}
