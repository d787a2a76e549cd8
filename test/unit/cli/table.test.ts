import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Column, displayWidth, tableLines } from '../../../src/cli/table.ts';

const COLUMNS: readonly Column[] = [{ title: 'NS', right: true }, { title: 'NAME' }, { title: 'COMMAND' }];

describe('a table', () => {
  const CASES: readonly {
    readonly does: string;
    readonly rows: readonly (readonly string[])[];
    readonly columns?: number;
    readonly headings?: boolean;
    readonly lines: readonly string[];
  }[] = [
    {
      does: 'sets numbers to the right, text to the left, no space at the end',
      rows: [
        ['4026531840', 'a', 'sh'],
        ['7', 'long', ''],
      ],
      lines: ['        NS NAME COMMAND', '4026531840 a    sh', '         7 long'],
    },
    { does: 'can be without headings', rows: [['7', 'a', 'sh']], headings: false, lines: ['7 a sh'] },
    { does: 'without rows has its headings', rows: [], lines: ['NS NAME COMMAND'] },
    {
      does: 'is as wide as its text without a terminal',
      rows: [['7', 'a', 'x'.repeat(300)]],
      headings: false,
      lines: [`7 a ${'x'.repeat(300)}`],
    },
    {
      does: 'cuts the widest text to the width of the terminal',
      rows: [['4026531840', 'sfo', 'sleep 1000000000']],
      columns: 30,
      lines: ['        NS NAME COMMAND', '4026531840 sfo  sleep 1000000…'],
    },
    {
      does: 'cuts a wide column that is not the last',
      rows: [['4026531840', 'container-with-a-long-name', 'sh']],
      columns: 30,
      lines: ['        NS NAME        COMMAND', '4026531840 container-… sh'],
    },
    {
      does: 'fits even where no column can give way',
      rows: [['4026531840', 'container', 'sleep 10']],
      columns: 16,
      lines: ['        NS NAME…', '4026531840 cont…'],
    },
    {
      does: 'shows text of the system without what steers a terminal',
      rows: [['7', '\u001b[31mred', 'a\nb\u202ec']],
      headings: false,
      lines: ['7 \\x1b[31mred a\\nb\\u{202e}c'],
    },
    {
      does: 'counts what a terminal draws',
      rows: [
        ['1', '東京', 'a'],
        ['2', 'e\u0301', 'b'],
      ],
      headings: false,
      lines: ['1 東京 a', '2 e\u0301    b'],
    },
  ];
  for (const { does, rows, lines, ...options } of CASES) {
    it(does, () => {
      const found = tableLines(COLUMNS, rows, options);
      assert.deepEqual(found, lines);
      for (const line of found) assert.ok(displayWidth(line) <= (options.columns ?? Number.POSITIVE_INFINITY));
    });
  }
});
