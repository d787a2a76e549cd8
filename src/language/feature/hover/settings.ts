import { message } from '../../../base/message.ts';
import { type InterfaceFile, interfaceFile } from '../../../model/cgroup/interface-file.ts';
import { expandSetting } from '../../../model/cgroup/setting.ts';
import { type V1File, v1File } from '../../../model/cgroup/v1-file.ts';
import { isLimits, isProfile, type Knob } from '../../generated/ast.ts';
import { type KnobOwner, valueText, wordsOf } from '../../knobs.ts';
import { binding } from '../../tighter.ts';
import { code, factList, type Render } from './text.ts';

/** What a setting of a group is, what is written, and what holds in the end. */
export function settingLines(knob: Knob, render: Render): string[] {
  if (knob.key === undefined) return [];
  const file = interfaceFile(knob.key);
  if (file) return fileLines(knob, file, render);
  const old = v1File(knob.key);
  return old ? oldLines(old, render) : [];
}

function fileLines(knob: Knob, file: InterfaceFile, render: Render): string[] {
  const written = file.use === 'limit' && knob.values?.length ? expandSetting(file, wordsOf(knob)) : undefined;
  const { unit, default: usual, since, v1 } = file;
  return [
    code(knob.key),
    file.doc,
    ...(file.note === undefined ? [] : [file.note]),
    ...factList([
      [render(message('Written')), written?.ok ? code(written.value) : undefined],
      [render(message('Holds')), holds(knob, render)],
      [render(message('Unit')), unit && code(unit)],
      [render(message('Range')), rangeOf(file)],
      [render(message('Default')), usual === undefined ? undefined : code(usual)],
      [render(message('Since Linux')), code(since)],
      [render(message('In cgroup v1')), v1?.file && [code(v1.file), v1.convert].filter(Boolean).join(': ')],
    ]),
  ];
}

function rangeOf({ words, least, most }: InterfaceFile | V1File): string | undefined {
  const range = words?.join(', ') ?? (most === undefined ? undefined : `${least ?? ''}–${most}`);
  return range === undefined ? undefined : code(range);
}

/** A group above may allow less. */
function holds(knob: Knob, render: Render): string | undefined {
  const owner = ownerOf(knob);
  const above = owner && binding(owner, knob);
  return above && render(message('{0}, the limit of {1} above', code(valueText(above.knob)), code(above.group.name)));
}

/** Undefined in a profile: each container that uses it is elsewhere. */
function ownerOf({ $container }: Knob): KnobOwner | undefined {
  if (!isLimits($container)) return $container;
  return isProfile($container.$container) ? undefined : $container.$container;
}

/** A file of v1, which is no setting here. */
function oldLines(file: V1File, render: Render): string[] {
  const { v2, note, unit } = file;
  return [
    code(file.file),
    file.doc,
    ...factList([
      [render(message('Unit')), unit && code(unit)],
      [render(message('Range')), rangeOf(file)],
      [render(message('In cgroup v2')), v2 === undefined ? note : `${code(v2)} (${note})`],
    ]),
  ];
}
