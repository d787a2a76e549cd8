import { element } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';
import type { Theme } from '../panel/theme.ts';
import { topOf } from '../plot/scale.ts';
import type { PlotData, TimePlot } from '../plot/time-plot.ts';
import type { GroupView } from './group-view.ts';
import type { History, SeriesName } from './history.ts';

/** What all parts of a page are made with. */
export interface Parts {
  readonly say: Say;
  readonly theme: Theme;
}

/** The span of time that plots of a group show. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a section shows of a group. */
export interface Shown {
  readonly view: GroupView;
  readonly history: History;
  readonly span: Span;
  /** The upper end of the scale of a plot, from the histories that are to have the same. */
  readonly top: (plot: PlotSeries) => number;
}

/** A part of the card of a group. */
export interface Section {
  readonly element: HTMLElement;
  /** Whether the group has what it shows. */
  has(view: GroupView): boolean;
  show(shown: Shown): void;
}

/** Which lines a plot has. */
export interface PlotSeries {
  readonly used: readonly SeriesName[];
  readonly limits: readonly SeriesName[];
  /** The scale goes at least so far. */
  readonly least: number;
}

/** The upper end of a scale that fits all of these. */
export function commonTop(histories: readonly History[], { used, limits, least }: PlotSeries): number {
  return Math.max(
    ...histories.map((history) => {
      const lines = (names: readonly SeriesName[]) => names.map((name) => history.line(name));
      return topOf(lines(used), lines(limits), least);
    }),
  );
}

export function showPlot(plot: TimePlot, series: PlotSeries, { history, span, top }: Shown): void {
  const values = [...series.used, ...series.limits].map((name) => history.line(name));
  const data: PlotData = { times: history.times, values, ...span, top: top(series) };
  plot.show(data);
}

/** A section with its heading. */
export function sectionElement(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('section', { class: 'section' }, element('h3', {}, title), ...children);
}
