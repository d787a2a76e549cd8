import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Output, Values } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { loadNative } from '../scan.ts';
import type { LiveOptions } from '../top/live-top.ts';
import type { TopSampler } from '../top/sampler.ts';
import { ORDERS, type Order, selectRows, topLines } from '../top/top-lines.ts';

export const command: Command = {
  usage: 'cgroups top [-n N] [-d SECONDS] [--order cpu|memory|tasks|io|path] [--depth N] [--json]',
  summary: 'Shows again and again what all cgroups use, most first, as systemd-cgtop does.',
  help: `Hierarchies are merged by path. Memory is in bytes with K, M, G as powers of 1024; INPUT/S and OUTPUT/S are bytes in
a second of all block devices; 100 in %CPU is one processor; LIMIT is the limit of memory that holds: its own or one above.
On a terminal the table changes in place: q quits, p t c m i sort by path, tasks, cpu, memory, io.

  -n, --iterations N   ends after N tables: without limit on a terminal, else 1
  -d, --delay SECONDS  time between two readings (1)
      --order WORD     cpu, memory, tasks, io or path (cpu)
      --depth N        leaves out groups below more than N others (3)
  -a, --all            also groups without tasks
  -b, --batch          one table after the other, also on a terminal
  -J, --json           a line for each table: {"time", "groups": [{"path", "tasks", "cpu", "memory", "limit", "read",
                       "write", "throttled", "pressure"}]}: CPUs, bytes, bytes in a second, shares up to 1; limit: its own`,
  options: {
    iterations: { type: 'string', short: 'n' },
    delay: { type: 'string', short: 'd' },
    order: { type: 'string' },
    depth: { type: 'string' },
    all: { type: 'boolean', short: 'a' },
    batch: { type: 'boolean', short: 'b' },
    json: { type: 'boolean', short: 'J' },
  },
  async run(values, operands, output) {
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    const json = values['json'] === true;
    const live = !json && values['batch'] !== true && process.stdin.isTTY && process.stdout.isTTY;
    const options = readOptions(values, live);
    const { TopSampler } = await loadNative(() => import('../top/sampler.ts'));
    const sampler = new TopSampler();
    if (live) await (await import('../top/live-top.ts')).showLive(sampler, options);
    else await writeTables(sampler, options, json ? jsonLine : tableText, output);
    return EXIT.ok;
  },
};

function readOptions(values: Values, live: boolean): LiveOptions {
  const order = values['order'] ?? 'cpu';
  if (typeof order !== 'string' || !Object.hasOwn(ORDERS, order)) {
    throw usageError(`--order must be one of ${Object.keys(ORDERS).join(', ')}`);
  }
  return {
    order: order as Order,
    depth: numberOf(values, 'depth', /^\d{1,4}$/) ?? 3,
    all: values['all'] === true,
    delayMs: (numberOf(values, 'delay', /^\d{1,6}(?:\.\d{1,6})?$/) ?? 1) * 1000,
    iterations: numberOf(values, 'iterations', /^[1-9]\d{0,8}$/) ?? (live ? Number.POSITIVE_INFINITY : 1),
  };
}

function numberOf(values: Values, name: string, form: RegExp): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !form.test(text)) throw usageError(`--${name} must be a number: ${String(text)}`);
  return Number(text);
}

type Write = (sampler: TopSampler, options: LiveOptions, output: Output) => string;

/** Rates come from two readings: the first is not shown. */
async function writeTables(sampler: TopSampler, options: LiveOptions, write: Write, output: Output): Promise<void> {
  const shown = () => selectRows(sampler.rows, options).map(({ path }) => path);
  sampler.sample([]);
  for (let done = 0; done < options.iterations; done++) {
    await sleep(options.delayMs);
    sampler.sample(shown());
    output.write(`${done > 0 && write === tableText ? '\n' : ''}${write(sampler, options, output)}\n`);
  }
}

function tableText({ rows }: TopSampler, options: LiveOptions, { columns }: Output): string {
  return topLines(selectRows(rows, options), rows, columns).join('\n');
}

function jsonLine({ rows }: TopSampler, options: LiveOptions): string {
  return JSON.stringify({ time: Date.now(), groups: selectRows(rows, options) });
}
