import { message } from '../../src/base/message.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import type { Limit, MemoryValues } from '../../src/model/cgroup/values.ts';
import { DataTable } from '../controls/data-table.ts';
import { type Fact, Facts } from '../controls/facts.ts';
import { count } from '../panel/words.ts';
import { TimePlot } from '../plot/time-plot.ts';
import { type Parts, type PlotSeries, type Section, sectionElement, showPlot } from './section.ts';

const SERIES: PlotSeries = { used: ['memory', 'swap'], limits: ['memoryLimit'], least: 1024 * 1024 };

/** Memory with its events. */
export function memorySection(path: string, { say, theme }: Parts): Section {
  const plot = new TimePlot(
    {
      name: say(message('Memory of {0}', path)),
      lines: [
        { label: say(message('used')), color: 'charts-blue' },
        { label: say(message('swap')), color: 'charts-purple', rare: true },
        { label: say(message('limit')), color: 'charts-red', limit: true },
      ],
      format: roughSize,
      binary: true,
    },
    theme,
    say,
  );
  const facts = new Facts();
  const events = new DataTable(say(message('Memory events')), [say(message('Event')), say(message('How often'))]);
  return {
    element: sectionElement(say(message('Memory')), plot.element, facts.element, events.element),
    has: ({ values }) => values.memory !== undefined,
    show(shown) {
      const { memory = {} } = shown.view.values;
      showPlot(plot, SERIES, shown);
      facts.show(factsOf(memory, say));
      events.show(eventRows(memory, say));
    },
  };
}

function factsOf(memory: MemoryValues, say: Parts['say']): Fact[] {
  const none = say(message('none'));
  const size = (label: string, value: Limit | undefined): Fact[] =>
    value === undefined ? [] : [{ label, value: value === 'max' ? none : roughSize(value) }];
  return [
    ...size(say(message('Used')), memory.current),
    ...size(say(message('Peak')), memory.peak),
    ...size(say(message('Anonymous')), memory.anon),
    ...size(say(message('Files, cached')), memory.file),
    ...size(say(message('Swap')), memory.swap?.current),
    ...size(say(message('Own limit')), memory.max),
    ...size(say(message('Own soft limit')), memory.high),
    ...size(say(message('Own limit of swap')), memory.swap?.max),
    ...(memory.low ? size(say(message('Protected, if possible')), memory.low) : []),
    ...(memory.min ? size(say(message('Protected')), memory.min) : []),
  ];
}

function eventRows({ events = {} }: MemoryValues, say: Parts['say']): string[][] {
  const words: readonly (readonly [keyof typeof events, string])[] = [
    ['low', say(message('low: reclaimed though protected'))],
    ['high', say(message('high: slowed down'))],
    ['max', say(message('max: limit hit'))],
    ['oom', say(message('oom: nothing left to reclaim'))],
    ['oom_kill', say(message('oom_kill: process killed'))],
  ];
  return words.flatMap(([event, label]) => {
    const times = events[event];
    return times === undefined ? [] : [[label, count(times)]];
  });
}
