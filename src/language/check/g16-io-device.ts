import { message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import type { Knob } from '../generated/ast.ts';
import { wordsOf } from '../knobs.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { reportFault } from './knob-fault.ts';
import { spanOf } from './spans.ts';

/** `/dev/sda` of `/dev/sda1`, `/dev/nvme0n1` of `/dev/nvme0n1p1`. */
function diskOf(path: string): string {
  return path.replace(/(?<=\d)p\d+$/, '').replace(/(?<=\/[a-z]+)\d+$/, '');
}

function checkDevice(knob: Knob, path: string, { facts, report }: CheckContext): void {
  const devices = facts?.blockDevices;
  if (!devices || !path.startsWith('/')) return;
  const device = devices.find((each) => each.path === path);
  const at = spanOf({ node: knob, property: 'values', index: 0 });
  if (!device) return report(at, { message: message('{0} is no block device of this host.', path) });
  if (!device.partition) return;
  const disk = diskOf(path);
  report(at, {
    severity: 'warning',
    message: message('{0} is a partition: input and output is limited for whole disks.', path),
    fixes: devices.some((each) => each.path === disk && !each.partition)
      ? [{ title: message('Use {0}', disk), edits: [{ ...at, text: disk }], preferred: true }]
      : [],
  });
}

export const g16 = defineCheck({
  code: 'G16',
  severity: 'error',
  title: 'Input and output limits without a disk',
  explanation:
    'The io files limit whole disks: the first word is a block device, as `/dev/sda` or `8:0`. The kernel refuses a partition ' +
    'and what is no block device with “No such device”. Whether the device is there is checked where the host is known.',
  on: ['Knob'],
  check(node, context) {
    const file = node.key === undefined ? undefined : interfaceFile(node.key);
    if (file?.controller !== 'io') return;
    reportFault(node, context, ['device']);
    const first = wordsOf(node)[0];
    if (first?.key === undefined && first?.value.startsWith('/dev/')) checkDevice(node, first.value, context);
  },
});
