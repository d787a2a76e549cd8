import { message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { expandSetting, type ValueFault } from '../../model/cgroup/setting.ts';
import type { Knob } from '../generated/ast.ts';
import { valueSpan, wordsOf } from '../knobs.ts';
import type { CheckContext, Fix } from './check.ts';

/** Tells what is wrong with the value of a setting, when its fault is one of these. */
export function reportFault(knob: Knob, context: CheckContext, faults: readonly ValueFault['fault'][]): void {
  const file = knob.key === undefined ? undefined : interfaceFile(knob.key);
  if (file?.use !== 'limit' || !knob.values?.length) return;
  const expanded = expandSetting(file, wordsOf(knob));
  if (expanded.ok || !faults.includes(expanded.error.fault)) return;
  const { message: text, better } = expanded.error;
  const at = valueSpan(knob);
  const fixes: Fix[] =
    better === undefined
      ? []
      : [{ title: message('Use {0}', better), edits: [{ ...at, text: better }], preferred: true }];
  context.report(at, { message: text, fixes });
}
