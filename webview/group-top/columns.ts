import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import type { TopOrder, TopRow } from '../../src/model/cgroup/top.ts';
import type { Cell, TableColumn } from '../controls/virtual-table.ts';
import type { Say } from '../panel/say.ts';
import { byteRate, count, percent } from '../panel/words.ts';
import type { ShownRow, TopModel } from './top-model.ts';

/** A column, with the value that must be known of any group for it to be there; undefined: it always is. */
export interface TopColumn extends TableColumn<TopRow> {
  readonly id: TopOrder;
  readonly needs: keyof TopRow | undefined;
}

const NONE: Cell = { text: '–', faint: true };

function cell(value: number | undefined, show: (value: number) => string): Cell {
  return value === undefined ? NONE : { text: show(value), faint: value === 0 };
}

function shareCell(share: number | undefined): Cell {
  return share === undefined ? NONE : { text: percent(share), share, faint: share === 0 };
}

/** The columns of the table of all groups. */
export function topColumns(say: Say, model: TopModel): readonly TopColumn[] {
  return [
    {
      id: 'path',
      title: say(message('Group')),
      hint: say(message('Path of the group')),
      width: 200,
      grow: 1,
      numeric: false,
      needs: undefined,
      cell: ({ path }) => ({ text: printable(path, 300), hint: printable(path, 4096) }),
    },
    {
      ...value('tasks', say(message('Tasks')), say(message('Processes and threads')), 72),
      cell: ({ tasks }) => cell(tasks, count),
    },
    {
      ...value('cpu', say(message('CPU')), say(message('Use of processors: 100 % is one')), 72),
      cell: ({ cpu }) => shareCell(cpu),
    },
    {
      ...value('memory', say(message('Memory')), say(message('Memory in use')), 78),
      cell: ({ memory }) => cell(memory, roughSize),
    },
    {
      ...value(
        'limit',
        say(message('Limit')),
        say(message('The limit of memory that holds: its own, or one above')),
        72,
      ),
      cell: (row) => limitCell(model.withLimit(row), say),
    },
    {
      ...value('limitShare', say(message('Of limit')), say(message('Memory in use, of that limit')), 84),
      cell: (row) => shareCell(model.withLimit(row).limitShare),
    },
    {
      ...value('read', say(message('Read')), say(message('Read from block devices in a second')), 84),
      cell: ({ read }) => cell(read, byteRate),
    },
    {
      ...value('write', say(message('Written')), say(message('Written to block devices in a second')), 84),
      cell: ({ write }) => cell(write, byteRate),
    },
    {
      ...value('throttled', say(message('Throttled')), say(message('Periods in which its CPU quota ran out')), 96),
      cell: ({ throttled }) => shareCell(throttled),
    },
    {
      ...value(
        'pressure',
        say(message('Pressure')),
        say(message('Share of the last 10 s in which some tasks waited for CPU, memory or IO, whichever is highest')),
        92,
      ),
      cell: ({ pressure }) => shareCell(pressure),
    },
  ];
}

function value<K extends Exclude<TopOrder, 'path' | 'io'>>(id: K, title: string, hint: string, width: number) {
  return {
    id,
    title,
    hint,
    width,
    grow: 0,
    numeric: true,
    needs: id === 'limitShare' ? ('limit' as const) : (id as Exclude<typeof id, 'limitShare'>),
  };
}

function limitCell({ effective, path }: ShownRow, say: Say): Cell {
  if (!effective) return NONE;
  const { limit, by } = effective;
  return { text: roughSize(limit), hint: by === path ? say(message('Its own limit')) : say(message('set by {0}', by)) };
}
