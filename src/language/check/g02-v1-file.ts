import { type Message, message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { type V1File, v1File } from '../../model/cgroup/v1-file.ts';
import type { Knob } from '../generated/ast.ts';
import { convertV1 } from '../v1-settings.ts';
import { defineCheck, type Fix } from './check.ts';
import { remove, replace } from './spans.ts';

function tell({ file, v2, relation, note }: V1File): Message {
  if (relation === 'delete' || v2 === undefined || !interfaceFile(v2))
    return message('{0} is a file of cgroup v1: {1}.', file, note);
  if (relation === 'none') return message('{0} is a file of cgroup v1 and no setting; v2 has {1}.', file, v2);
  return message('{0} is a file of cgroup v1; in cspec it is {1}.', file, v2);
}

function fixes(knob: Knob, file: V1File, text: string): Fix[] {
  if (file.relation === 'delete' || file.relation === 'none') {
    return [{ title: message('Remove the line'), edits: [remove(knob, text)], preferred: true }];
  }
  // A statement, or several, stand for it: which ones its numbers do not say.
  if (file.v2 === undefined || !interfaceFile(file.v2)) {
    return [{ title: message('Remove the line'), edits: [remove(knob, text)] }];
  }
  const converted = convertV1(knob);
  if (!converted) return [];
  const { setting, instead } = converted;
  const others = instead.filter((other) => other !== knob).map((other) => remove(other, text));
  return [
    { title: message('Use {0}', setting), edits: [replace({ node: knob }, setting), ...others], preferred: true },
  ];
}

export const g02 = defineCheck({
  code: 'G02',
  severity: 'error',
  title: 'A file of cgroup v1',
  explanation:
    'A spec names the files of cgroup v2. On a host with v1 Isolens writes what stands for them there, so that one spec works ' +
    'on both. The repair converts the value too: `memory.limit_in_bytes = -1` becomes `memory.max = max`, a quota and a ' +
    'period become `cpu.max`, `cpu.shares` becomes `cpu.weight`.',
  on: ['Knob'],
  check(node, { report, text }) {
    const file = node.key === undefined || interfaceFile(node.key) ? undefined : v1File(node.key);
    if (file) report({ node, property: 'key' }, { message: tell(file), fixes: fixes(node, file, text) });
  },
});
