import { message } from '../../src/base/message.ts';
import type { CpuValues } from '../../src/model/cgroup/values.ts';
import { type Fact, Facts } from '../controls/facts.ts';
import { count, percent, span } from '../panel/words.ts';
import { TimePlot } from '../plot/time-plot.ts';
import type { GroupView } from './group-view.ts';
import { type Parts, type PlotSeries, type Section, sectionElement, showPlot } from './section.ts';

const SERIES: PlotSeries = { used: ['cpu', 'throttled'], limits: ['cpuLimit'], least: 0.05 };

/** Time on processors, and waiting because a quota ran out. */
export function cpuSection(path: string, { say, theme }: Parts): Section {
  const plot = new TimePlot(
    {
      name: say(message('CPU use of {0}', path)),
      lines: [
        { label: say(message('used')), color: 'charts-blue' },
        { label: say(message('periods throttled')), color: 'charts-orange', rare: true },
        { label: say(message('limit')), color: 'charts-red', limit: true },
      ],
      format: percent,
      binary: false,
    },
    theme,
    say,
  );
  const facts = new Facts();
  return {
    element: sectionElement(say(message('CPU')), plot.element, facts.element),
    has: ({ values }) => values.cpu !== undefined,
    show(shown) {
      showPlot(plot, SERIES, shown);
      facts.show(factsOf(shown.view, say));
    },
  };
}

function factsOf({ values: { cpu = {}, cpuset }, rates }: GroupView, say: Parts['say']): Fact[] {
  const { usage, user, system } = cpu;
  return [
    ...(usage === undefined ? [] : [{ label: say(message('Time in all')), value: span(usage) }]),
    ...(user === undefined || system === undefined
      ? []
      : [{ label: say(message('User, system')), value: `${span(user)}, ${span(system)}` }]),
    ...quotaFacts(cpu, say),
    ...(cpu.periods ? [throttlingFact(cpu, rates.throttled, say)] : []),
    ...(cpu.weight === undefined ? [] : [{ label: 'cpu.weight', value: String(cpu.weight) }]),
    ...(cpu.shares === undefined ? [] : [{ label: 'cpu.shares', value: String(cpu.shares) }]),
    ...(cpuset ? [{ label: say(message('Effective CPUs')), value: cpuset.cpus || '–' }] : []),
    ...(cpuset ? [{ label: say(message('Effective memory nodes')), value: cpuset.mems || '–' }] : []),
  ];
}

function quotaFacts({ quota, period = 100_000 }: CpuValues, say: Parts['say']): Fact[] {
  if (quota === undefined) return [];
  const label = say(message('Own quota'));
  if (quota === 'max') return [{ label, value: say(message('none')) }];
  return [{ label, value: say(message('{0} ({1} in {2})', percent(quota / period), span(quota), span(period))) }];
}

function throttlingFact(cpu: CpuValues, now: number | undefined, say: Parts['say']): Fact {
  const { throttled = 0, periods = 0, throttledTime = 0 } = cpu;
  const all = say(message('{0} of {1} periods, {2} waited', count(throttled), count(periods), span(throttledTime)));
  return { label: say(message('Throttled')), value: now === undefined ? all : `${percent(now)}; ${all}` };
}
