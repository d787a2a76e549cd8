import { message } from '../../src/base/message.ts';
import type { CgroupValues, PressureLine, PressureResource } from '../../src/model/cgroup/values.ts';
import { DataTable } from '../controls/data-table.ts';
import { percent } from '../panel/words.ts';
import { TimePlot } from '../plot/time-plot.ts';
import { type Parts, type PlotSeries, type Section, sectionElement, showPlot } from './section.ts';

const SERIES: PlotSeries = { used: ['pressureCpu', 'pressureMemory', 'pressureIo'], limits: [], least: 0.05 };

/** Pressure stall information: how much of the time tasks waited. */
export function pressureSection(path: string, { say, theme }: Parts): Section {
  const resources: readonly (readonly [PressureResource, string])[] = [
    ['cpu', say(message('CPU'))],
    ['memory', say(message('memory'))],
    ['io', say(message('IO'))],
    ['irq', say(message('interrupts'))],
  ];
  const plot = new TimePlot(
    {
      name: say(message('Share of the time in which some tasks of {0} waited', path)),
      lines: [
        { label: say(message('CPU')), color: 'charts-blue' },
        { label: say(message('memory')), color: 'charts-purple' },
        { label: say(message('IO')), color: 'charts-green' },
      ],
      format: percent,
      binary: false,
    },
    theme,
    say,
  );
  const table = new DataTable(say(message('Share of the time that tasks waited')), [
    say(message('Waited for')),
    say(message('10 s')),
    say(message('60 s')),
    say(message('300 s')),
  ]);
  const rows = (pressure: NonNullable<CgroupValues['pressure']>) =>
    resources.flatMap(([resource, label]) => [
      ...line(pressure[resource]?.some, say(message('{0}: some tasks', label))),
      ...line(pressure[resource]?.full, say(message('{0}: all tasks', label))),
    ]);
  return {
    element: sectionElement(say(message('Pressure')), plot.element, table.element),
    has: ({ values }) => values.pressure !== undefined,
    show(shown) {
      showPlot(plot, SERIES, shown);
      table.show(rows(shown.view.values.pressure ?? {}));
    },
  };
}

function line(found: PressureLine | undefined, label: string): string[][] {
  return found ? [[label, ...[found.avg10, found.avg60, found.avg300].map((each) => percent(each / 100))]] : [];
}
