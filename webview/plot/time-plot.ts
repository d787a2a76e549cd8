import uPlot from 'uplot';
import { message } from '../../src/base/message.ts';
import { element, setAttribute, setText } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import type { Theme, ThemeColor } from '../panel/theme.ts';
import { span } from '../panel/words.ts';
import { rangeOf, ticks, type Values } from './scale.ts';

/** One line of a plot. */
export interface PlotLine {
  readonly label: string;
  readonly color: ThemeColor;
  /** What is no use but a bound. */
  readonly limit?: true;
  /** Mostly zero: told of only where it is not. */
  readonly rare?: true;
}

export interface PlotOptions {
  /** For screen readers: `Memory of /shop`. */
  readonly name: string;
  /** The first is told of in words, too. */
  readonly lines: readonly PlotLine[];
  readonly format: (value: number) => string;
  /** Steps of the scale are powers of 2. */
  readonly binary: boolean;
}

/** What a plot shows: times in ms since the Epoch, and for each line the values at them. */
export interface PlotData {
  readonly times: readonly number[];
  readonly values: readonly Values[];
  readonly from: number;
  readonly to: number;
  readonly top: number;
}

const HEIGHT = 96;
const AXIS_WIDTH = 52;
/** Between two marks of time, and how many there are at the most. */
const STEPS_MS = [15_000, 30_000, 60_000];
const MOST_MOMENTS = 6;
/** Samples that Page Up and Page Down go over. */
const LEAP = 30;
/** With less motion a plot is drawn anew only so often, in ms. */
const CALM_MS = 5000;

/**
 * Lines over time. A slider to keyboards and screen readers: arrow keys go from sample to sample, Home and End to the
 * oldest and the newest, Escape back to what is live. The same in words is below it.
 */
export class TimePlot {
  readonly element: HTMLElement;
  readonly #options: PlotOptions;
  readonly #theme: Theme;
  readonly #say: Say;
  readonly #frame: HTMLElement;
  readonly #summary = element('p', { class: 'plot-summary' });
  readonly #shown: HTMLElement[];
  readonly #entries: HTMLElement[];
  #plot: uPlot | undefined;
  #data: PlotData = { times: [], values: [], from: 0, to: 1, top: 1 };
  /** Index of the sample that a person looks at; undefined: the newest. */
  #at: number | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(options: PlotOptions, theme: Theme, say: Say) {
    this.#options = options;
    this.#theme = theme;
    this.#say = say;
    const { name, lines } = options;
    this.#frame = element('div', { class: 'plot', role: 'slider', tabindex: '0', 'aria-label': name });
    this.#shown = lines.map(() => element('span', { class: 'plot-value' }));
    this.#entries = lines.map((line, at) => this.#entry(line, at));
    const legend = element('ul', { class: 'plot-legend' }, ...this.#entries);
    this.element = element('div', { class: 'plot-block' }, this.#frame, legend, this.#summary);
    this.#frame.addEventListener('keydown', (event) => this.#key(event));
    this.#frame.addEventListener('blur', () => this.#look(undefined));
    this.#frame.addEventListener('pointerleave', () => this.#look(undefined));
    new ResizeObserver(() => this.#resize()).observe(this.#frame);
    theme.onChange(() => this.#recolor());
  }

  show(data: PlotData): void {
    // The sample that is looked at moves as old ones go.
    const looked = this.#at === undefined ? undefined : this.#data.times[this.#at];
    this.#data = data;
    this.#at = looked === undefined ? undefined : indexOf(data.times, looked);
    this.#tell();
    const calm = this.#theme.reducedMotion && performance.now() - this.#drawnAt < CALM_MS;
    if (!calm) this.#draw();
  }

  #entry({ color, label, limit }: PlotLine, at: number): HTMLElement {
    const swatch = element('span', { class: limit ? 'plot-swatch plot-limit' : 'plot-swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('border-top-color', `var(--vscode-${color})`);
    return element('li', {}, swatch, `${label} `, this.#shown[at] ?? '');
  }

  #draw(): void {
    const { times, values } = this.#data;
    this.#drawnAt = performance.now();
    this.#plot ??= this.#make();
    const drawn = values.map((line, at) => (this.#isHidden(at) ? times.map(() => null) : [...line]));
    this.#plot?.setData([[...times], ...drawn], true);
    if (this.#at !== undefined) this.#point();
  }

  /** Nothing is known of it, or nothing that is worth a line. */
  #isHidden(line: number): boolean {
    const least = this.#options.lines[line]?.rare ? 0 : -1;
    return this.#data.values[line]?.every((value) => value === null || value <= least) ?? true;
  }

  /** Undefined while there is no room for it. */
  #make(): uPlot | undefined {
    const width = this.#frame.clientWidth;
    if (width === 0) return undefined;
    return new uPlot(this.#uplotOptions(width), [[]], this.#frame);
  }

  #uplotOptions(width: number): uPlot.Options {
    const { lines } = this.#options;
    const faint = () => this.#theme.color('descriptionForeground');
    // Lines of high contrast would be as loud as the plot.
    const line = () => this.#theme[this.#theme.highContrast ? 'faint' : 'color']('editorWidget-border');
    const grid = { stroke: line, width: 1 };
    const font = `11px ${this.#theme.font}`;
    const axis = { stroke: faint, font, grid, ticks: { show: false } } as const;
    return {
      width,
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 5 }, focus: { prox: -1 } },
      hooks: { setCursor: [(plot) => this.#pointed(plot)] },
      scales: {
        x: { time: false, range: () => [this.#data.from, this.#data.to] },
        y: { range: () => [0, this.#data.top] },
      },
      axes: [
        {
          ...axis,
          size: 20,
          gap: 2,
          splits: () => this.#moments(),
          values: (_, at) => at.map((each) => this.#ago(each)),
        },
        {
          ...axis,
          size: AXIS_WIDTH,
          gap: 4,
          splits: () => ticks(this.#data.top, 3, this.#options.binary),
          values: (_, at) => at.map((each) => this.#options.format(each)),
        },
      ],
      series: [{}, ...lines.map((line, at) => this.#series(line, at === 0))],
    };
  }

  #series({ color, limit }: PlotLine, isFilled: boolean): uPlot.Series {
    return {
      stroke: () => this.#theme.color(color),
      width: this.#theme.highContrast ? 2 : 1.5,
      ...(isFilled && !this.#theme.highContrast ? { fill: () => this.#theme.faint(color) } : {}),
      points: { show: false },
      ...(limit ? { dash: [6, 4] } : {}),
    };
  }

  /** A few moments before the right end: they stay in place while the lines move. */
  #moments(): number[] {
    const { from, to } = this.#data;
    const step = STEPS_MS.find((each) => (to - from) / each < MOST_MOMENTS) ?? to - from;
    const count = Math.floor((to - from) / step) - 1;
    return Array.from({ length: count }, (_, at) => to - (count - at) * step);
  }

  #ago(at: number): string {
    return `−${span((this.#data.to - at) * 1000).replace(/ 0 s$/, '')}`;
  }

  /** The pointer is over a sample. */
  #pointed({ cursor }: uPlot): void {
    if (document.activeElement === this.#frame && this.#frame.matches(':focus-visible')) return;
    const { idx } = cursor;
    this.#at = cursor.left === undefined || cursor.left < 0 || idx === null || idx === undefined ? undefined : idx;
    this.#tell();
  }

  #key(event: KeyboardEvent): void {
    const last = this.#data.times.length - 1;
    const now = this.#at ?? last;
    const to: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      PageDown: now - LEAP,
      PageUp: now + LEAP,
      Home: 0,
      End: undefined,
      Escape: undefined,
    };
    if (!Object.hasOwn(to, event.key) || last < 0) return;
    event.preventDefault();
    const next = to[event.key];
    this.#look(next === undefined || next >= last ? undefined : Math.max(0, next));
  }

  #look(at: number | undefined): void {
    this.#at = at;
    this.#point();
    this.#tell();
  }

  /** Puts the mark on the sample that is looked at. */
  #point(): void {
    const at = this.#at === undefined ? undefined : this.#data.times[this.#at];
    const left = at === undefined ? -10 : this.#plot?.valToPos(at, 'x');
    this.#plot?.setCursor({ left: left ?? -10, top: 0 }, false);
  }

  /** The values that are looked at, in words. */
  #tell(): void {
    const { times, values } = this.#data;
    const { format, lines } = this.#options;
    const at = this.#at ?? times.length - 1;
    const words = lines.map((_, line) => {
      const value = values[line]?.[at];
      return value === null || value === undefined ? '–' : format(value);
    });
    this.#shown.forEach((shown, line) => setText(shown, words[line] ?? ''));
    this.#entries.forEach((entry, line) => {
      entry.hidden = this.#isHidden(line);
    });
    this.#tellRange();
    const last = times.at(-1) ?? 0;
    const ago = Math.round(((times[at] ?? last) - last) / 1000);
    const spoken = lines.flatMap(({ label }, line) => (this.#entries[line]?.hidden ? [] : [`${label} ${words[line]}`]));
    const when = ago === 0 ? this.#say(message('now')) : this.#say(message('{0} seconds ago', -ago));
    setAttribute(this.#frame, 'aria-valuemin', String(Math.round(((times[0] ?? last) - last) / 1000)));
    setAttribute(this.#frame, 'aria-valuemax', '0');
    setAttribute(this.#frame, 'aria-valuenow', String(ago));
    // What is live would be read out every second.
    if (this.#at !== undefined || document.activeElement !== this.#frame) {
      setAttribute(this.#frame, 'aria-valuetext', `${when}: ${spoken.join(', ')}`);
    }
  }

  #tellRange(): void {
    const range = rangeOf(this.#data.values[0] ?? []);
    const { format } = this.#options;
    const words = range ? this.#say(message('lowest {0}, highest {1}', format(range.low), format(range.high))) : '';
    setText(this.#summary, words);
  }

  #resize(): void {
    const width = this.#frame.clientWidth;
    if (width === 0) return;
    if (this.#plot) this.#plot.setSize({ width, height: HEIGHT });
    else this.#draw();
  }

  /** Fonts are fixed when a plot is made. */
  #recolor(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#draw();
  }
}

function indexOf(times: readonly number[], at: number): number | undefined {
  const found = times.findIndex((each) => each >= at);
  return found < 0 ? undefined : found;
}
