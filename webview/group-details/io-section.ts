import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import { DataTable } from '../controls/data-table.ts';
import { byteRate, countRate } from '../panel/words.ts';
import { TimePlot } from '../plot/time-plot.ts';
import type { GroupView } from './group-view.ts';
import { type Parts, type PlotSeries, type Section, sectionElement, showPlot } from './section.ts';

const SERIES: PlotSeries = { used: ['read', 'write'], limits: [], least: 64 * 1024 };

/** Reading and writing of block devices. */
export function ioSection(path: string, { say, theme }: Parts): Section {
  const plot = new TimePlot(
    {
      name: say(message('Reading and writing of {0}', path)),
      lines: [
        { label: say(message('read')), color: 'charts-green' },
        { label: say(message('written')), color: 'charts-orange' },
      ],
      format: byteRate,
      binary: true,
    },
    theme,
    say,
  );
  const headings = [say(message('Device')), say(message('Read')), say(message('Written'))];
  const devices = new DataTable(say(message('Block devices')), headings);
  return {
    element: sectionElement(say(message('IO')), plot.element, devices.element),
    has: ({ values }) => values.io !== undefined,
    show(shown) {
      showPlot(plot, SERIES, shown);
      devices.show(deviceRows(shown.view));
    },
  };
}

/** In all, and in a second: bytes and operations. */
function deviceRows({ values, devices }: GroupView): string[][] {
  return (values.io ?? []).map(({ device, name, rbytes, wbytes }) => {
    const rates = devices.find((each) => each.device === device);
    const cell = (bytes: number, rate: number | undefined, operations: number | undefined) =>
      rate === undefined || operations === undefined
        ? roughSize(bytes)
        : `${byteRate(rate)}, ${countRate(operations)} (${roughSize(bytes)})`;
    return [
      printable(name === undefined ? device : `${name} (${device})`),
      cell(rbytes, rates?.read, rates?.reads),
      cell(wbytes, rates?.write, rates?.writes),
    ];
  });
}
