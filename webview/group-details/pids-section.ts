import { message } from '../../src/base/message.ts';
import type { PidsValues } from '../../src/model/cgroup/values.ts';
import { type Fact, Facts } from '../controls/facts.ts';
import { count } from '../panel/words.ts';
import { TimePlot } from '../plot/time-plot.ts';
import { type Parts, type PlotSeries, type Section, sectionElement, showPlot } from './section.ts';

const SERIES: PlotSeries = { used: ['pids'], limits: ['pidsLimit'], least: 4 };

/** Processes and threads of the group and those below. */
export function pidsSection(path: string, { say, theme }: Parts): Section {
  const plot = new TimePlot(
    {
      name: say(message('Tasks of {0}', path)),
      lines: [
        { label: say(message('tasks')), color: 'charts-blue' },
        { label: say(message('limit')), color: 'charts-red', limit: true },
      ],
      format: count,
      binary: false,
    },
    theme,
    say,
  );
  const facts = new Facts();
  return {
    element: sectionElement(say(message('Tasks')), plot.element, facts.element),
    has: ({ values }) => values.pids !== undefined,
    show(shown) {
      showPlot(plot, SERIES, shown);
      facts.show(factsOf(shown.view.values.pids ?? {}, say));
    },
  };
}

function factsOf({ max, peak, refused }: PidsValues, say: Parts['say']): Fact[] {
  return [
    ...(max === undefined
      ? []
      : [{ label: say(message('Own limit')), value: max === 'max' ? say(message('none')) : count(max) }]),
    ...(peak === undefined ? [] : [{ label: say(message('Peak')), value: count(peak) }]),
    ...(refused === undefined ? [] : [{ label: say(message('Forks refused')), value: count(refused) }]),
  ];
}
