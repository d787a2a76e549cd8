import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { expandSetting } from '../../model/cgroup/setting.ts';
import type { SpecCgroup, SpecSetting } from '../../model/spec/spec.ts';
import type { Cgroup, Knob } from '../generated/ast.ts';
import { ancestorsOf, type KnobOwner, settingsOf, valueText, wordsOf } from '../knobs.ts';
import type { SpecIndex } from '../spec-index.ts';
import { convertV1 } from '../v1-settings.ts';

/** All groups of a file, parents first. */
export function resolveCgroups({ groups }: SpecIndex): SpecCgroup[] {
  const depth = new Map<Cgroup, number>(groups.map((group) => [group, ancestorsOf(group).length]));
  return groups
    .filter(({ name }) => name !== undefined)
    .toSorted((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0))
    .map((group) => {
      const parent = group.parent?.ref?.name;
      return { name: group.name, ...(parent !== undefined && { parent }), settings: resolveSettings(group) };
    });
}

/** What is written into the files of a group, in the order of the file; v1 files as those of v2. */
export function resolveSettings(owner: KnobOwner): SpecSetting[] {
  const settings = [...settingsOf(owner).values()].flatMap(resolveSetting);
  // Two lines of v1 may say one of v2.
  return [...new Map(settings.map((each) => [each.file, each])).values()];
}

function resolveSetting(knob: Knob): SpecSetting[] {
  const file = interfaceFile(knob.key);
  const written = valueText(knob);
  if (!file) return fromV1(knob);
  const expanded = expandSetting(file, wordsOf(knob));
  if (!expanded.ok) return [];
  const { value } = expanded;
  return [{ file: knob.key, value, ...(value !== written && { written }) }];
}

function fromV1(knob: Knob): SpecSetting[] {
  const [key = '', text = ''] = convertV1(knob)?.setting.split(' = ') ?? [];
  const file = interfaceFile(key);
  const expanded = file && expandSetting(file, atomsOf(text));
  if (!expanded?.ok) return [];
  return [{ file: key, value: expanded.value, written: `${knob.key} = ${valueText(knob)}` }];
}

function atomsOf(text: string) {
  return text.split(' ').map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? { value: word } : { key: word.slice(0, at), value: word.slice(at + 1) };
  });
}
