import { roughSize } from '../../model/cgroup/size.ts';
import { depthOf, limitFor, sortRows, type TopRow, type TopRows } from '../../model/cgroup/top.ts';
import { type Column, tableLines } from '../table.ts';

/** What the table can be sorted by, with the key that does it: as in systemd-cgtop(1). */
export const ORDERS = { path: 'p', tasks: 't', cpu: 'c', memory: 'm', io: 'i' } as const;
export type Order = keyof typeof ORDERS;

export interface Selection {
  readonly order: Order;
  /** Groups deeper than this are left out: 0 is the root. */
  readonly depth: number;
  /** Also groups without tasks. */
  readonly all: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'CGROUP' },
  { title: 'TASKS', right: true },
  { title: '%CPU', right: true },
  { title: 'MEMORY', right: true },
  { title: 'LIMIT', right: true },
  { title: 'INPUT/S', right: true },
  { title: 'OUTPUT/S', right: true },
];

/** The rows that are shown, in their order. */
export function selectRows(rows: TopRows, { order, depth, all }: Selection): TopRow[] {
  const found = [...rows.values()].filter(({ path, tasks }) => depthOf(path) <= depth && (all || (tasks ?? 0) > 0));
  return sortRows(found, order, order !== 'path', rows);
}

/** Lines of the table, headings first. @param columns width of the terminal */
export function topLines(rows: readonly TopRow[], all: TopRows, columns: number | undefined): string[] {
  return tableLines(
    COLUMNS,
    rows.map((row) => cells(row, all)),
    { columns },
  );
}

function cells(row: TopRow, all: TopRows): string[] {
  const { path, tasks, cpu, memory, read, write } = row;
  return [
    path,
    shown(tasks, String),
    shown(cpu, (cpus) => (cpus * 100).toFixed(1)),
    shown(memory, roughSize),
    shown(limitFor(row, all)?.limit, roughSize),
    shown(read, roughSize),
    shown(write, roughSize),
  ];
}

function shown(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '-' : show(value);
}
