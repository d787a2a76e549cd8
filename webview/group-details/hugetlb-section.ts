import { message } from '../../src/base/message.ts';
import { roughSize } from '../../src/model/cgroup/size.ts';
import type { HugetlbValues } from '../../src/model/cgroup/values.ts';
import { DataTable } from '../controls/data-table.ts';
import { type Parts, type Section, sectionElement } from './section.ts';

/** Huge pages. */
export function hugetlbSection(_path: string, { say }: Parts): Section {
  const headings = [say(message('Size of a page')), say(message('Used')), say(message('Own limit'))];
  const table = new DataTable(say(message('Huge pages')), headings);
  const row = ({ size, current, max }: HugetlbValues) => [
    size,
    roughSize(current),
    max === undefined ? '–' : max === 'max' ? say(message('none')) : roughSize(max),
  ];
  return {
    element: sectionElement(say(message('Huge pages')), table.element),
    has: ({ values }) => values.hugetlb !== undefined,
    show: ({ view }) => table.show((view.values.hugetlb ?? []).map(row)),
  };
}
