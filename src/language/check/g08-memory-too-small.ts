import { message } from '../../base/message.ts';
import { type Cgroup, type Container, isCommand, isContainer } from '../generated/ast.ts';
import { bytesOf, settingsOf, valueSpan } from '../knobs.ts';
import { type SpecIndex, settingOf } from '../spec-index.ts';
import type { Severity } from './check.ts';
import { defineCheck } from './check.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Interpreters that need megabytes before they read the first line. */
const LARGE = /(?:^|\/)(?:python[\d.]*|node|java|ruby|perl)$/;

function commandOf(container: Container): string | undefined {
  return settingOf(container, isCommand)?.args?.[0];
}

function runsLarge(owner: Container | Cgroup, index: SpecIndex): string | undefined {
  const containers = isContainer(owner) ? [owner] : index.containersIn(owner);
  return containers.map(commandOf).find((command) => command !== undefined && LARGE.test(command));
}

export const g08 = defineCheck({
  code: 'G08',
  severity: 'warning',
  title: 'Too little memory for a process to start',
  explanation:
    'With less memory than a program needs to start, the kernel kills it before it does anything. Measured with its files in ' +
    'the page cache, BusyBox needs 128K, `ls` 256K, a shell 512K, python3 and node 8M. Give it more.',
  on: ['Container', 'Cgroup'],
  check(owner, { index, report }) {
    const knob = settingsOf(owner).get('memory.max');
    const bytes = bytesOf(knob);
    if (!knob || bytes === undefined || bytes >= 8 * MIB) return;
    const large = runsLarge(owner, index);
    if (bytes >= MIB && large === undefined) return;
    const severity: Severity = bytes < 64 * KIB ? 'error' : bytes < MIB ? 'warning' : 'information';
    const better = large === undefined ? '1M' : '8M';
    const at = valueSpan(knob);
    report(at, {
      severity,
      message:
        large === undefined
          ? message('A process hardly starts with so little memory.')
          : message('{0} needs about 8M to start.', large),
      fixes: [{ title: message('Use {0}', better), edits: [{ ...at, text: better }], preferred: true }],
    });
  },
});
