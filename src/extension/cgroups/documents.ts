import { type Message, message } from '../../base/message.ts';
import { parentPath } from '../../model/cgroup/cgroup.ts';
import type { EffectiveLimit } from '../../model/cgroup/effective.ts';
import { fileFacts, type GroupFile, type KnownFile } from '../../model/cgroup/file-facts.ts';
import { groupDirectory, type Hierarchy, hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { limitText } from '../../model/cgroup/limit-text.ts';
import type { GroupMeaning } from '../../model/cgroup/meaning.ts';
import { formatSize } from '../../model/cgroup/size.ts';
import { V1_CONTROLLERS } from '../../model/cgroup/v1-file.ts';
import { detailLines, heading, type Writer } from '../document-lines.ts';

/** What the document about a group is made of. */
export interface GroupFacts {
  readonly group: string;
  readonly path: string;
  readonly hierarchy: Hierarchy;
  readonly meaning: GroupMeaning | undefined;
  readonly limits: readonly EffectiveLimit[];
  readonly files: readonly GroupFile[];
}

/** Longer values are cut: counters of a large host have thousands of lines. */
const MOST_LINES = 24;

/** Which limits hold for a group, and every file of it with its value, unit, default and documentation, and its like in the other version. */
export function groupDocument(writer: Writer, facts: GroupFacts): string[] {
  const { group, path, hierarchy, meaning, limits, files } = facts;
  return [
    ...detailLines(writer, [
      [message('Group'), path],
      ...(meaning ? [[message('What it is'), meaning.words] as const] : []),
      [message('Hierarchy'), message('{0} (cgroup v{1})', hierarchyLabel(hierarchy), hierarchy.version)],
      [message('Directory'), groupDirectory(hierarchy, path) ?? message('not in sight')],
    ]),
    ...heading(writer.say(message('Limits that hold here'))),
    ...(limits.length > 0
      ? limits.map((limit) => writer.say(limitText(limit, group)))
      : [writer.say(message('No controller of this hierarchy has limits for the group.'))]),
    ...notHandedOn(writer, facts),
    ...controllersOf(files, hierarchy).flatMap(([controller, own]) => [
      ...heading(controller === 'core' ? writer.say(message('Of every group')) : controller),
      ...controllerLines(writer, controller, hierarchy),
      ...own.flatMap((file) => fileLines(writer, file, fileFacts(file.name, hierarchy.version), hierarchy.version)),
    ]),
    ...(hierarchy.version === 1 ? ['', writer.say(NS_CONTROLLER)] : []),
  ];
}

/** Controllers of v2 that the group does not have because a group above does not hand them on. */
function notHandedOn(writer: Writer, { path, hierarchy, files }: GroupFacts): string[] {
  const own = files
    .find(({ name }) => name === 'cgroup.controllers')
    ?.text?.trim()
    .split(/\s+/);
  const above = parentPath(path);
  const missing = hierarchy.controllers.filter((controller) => !own?.includes(controller));
  if (!own || missing.length === 0 || above === undefined) return [];
  const directory = groupDirectory(hierarchy, above) ?? above;
  const line = `echo '${missing.map((name) => `+${name}`).join(' ')}' > ${directory}/cgroup.subtree_control`;
  return [
    writer.say(message('Controllers that the groups above do not hand on: {0}.', missing.join(' '))),
    writer.say(message('Handed on by: {0}', line)),
  ];
}

const NS_CONTROLLER = message(
  'The controller ns, which made a group for every new namespace, is gone since Linux 3.0.',
);

/** What the controller does, and what stands for it in the other version. */
function controllerLines(writer: Writer, controller: string, { version }: Hierarchy): string[] {
  const known = V1_CONTROLLERS.find(({ name, v2 }) => (version === 1 ? name : v2) === controller);
  if (!known) return [];
  const other = version === 1 ? message('In v2: {0}.', known.v2) : message('In v1: {0}.', known.name);
  return [`${known.doc} ${writer.say(other)}`, ''];
}

/** Files by controller: those of the hierarchy first, in its order, those of every group last. */
function controllersOf(files: readonly GroupFile[], { controllers, version }: Hierarchy): [string, GroupFile[]][] {
  const found = new Map<string, GroupFile[]>();
  for (const file of files) {
    const controller = fileFacts(file.name, version)?.facts.controller ?? file.name.split('.')[0] ?? file.name;
    found.set(controller, [...(found.get(controller) ?? []), file]);
  }
  const order = (name: string) => (name === 'core' ? Number.POSITIVE_INFINITY : controllers.indexOf(name));
  return [...found].sort(([a], [b]) => order(a) - order(b));
}

function fileLines(writer: Writer, file: GroupFile, known: KnownFile | undefined, version: 1 | 2): string[] {
  return [
    ...valueLines(writer, file, known),
    ...(known ? [known.facts.doc, writer.say(settingOf(known))].filter(Boolean).map((line) => `    ${line}`) : []),
    ...(known ? counterpartLines(writer, known, version) : []),
    '',
  ];
}

function valueLines(writer: Writer, { name, text, errno }: GroupFile, known: KnownFile | undefined): string[] {
  if (text === undefined) {
    const why =
      known?.facts.access === 'w' ? message('can only be written') : message('cannot be read ({0})', errno ?? '');
    return [`${name}: ${writer.say(why)}`];
  }
  const lines = text.trimEnd().split('\n').map(writer.show);
  if (lines.length === 1) return [`${name} = ${lines[0]}${inUnits(lines[0] ?? '', known)}`];
  const left = lines.length - MOST_LINES;
  return [
    `${name}:`,
    ...lines.slice(0, MOST_LINES).map((line) => `    | ${line}`),
    ...(left > 0 ? [`    | ${writer.say(message('… and {0} more lines', left))}`] : []),
  ];
}

/** `  (10M)` beside a number of bytes that has a shorter form. */
function inUnits(value: string, known: KnownFile | undefined): string {
  if (known?.facts.unit !== 'bytes' || !/^\d{4,15}$/.test(value)) return '';
  const short = formatSize(Number(value));
  return short === value ? '' : `  (${short})`;
}

/** Unit, range and default of a value that can be set. */
function settingOf({ facts }: KnownFile): Message {
  const range =
    facts.least === undefined && facts.most === undefined ? '' : `${facts.least ?? ''}..${facts.most ?? ''}`;
  const words = facts.words?.join(', ') ?? '';
  const what = [words, facts.unit ?? '', range].filter(Boolean).join(', ');
  if (facts.access === 'r' || (what === '' && facts.default === undefined)) return message('');
  if (facts.default === undefined) return message('Takes: {0}', what);
  return what === ''
    ? message('Default: {0}', facts.default)
    : message('Takes: {0}. Default: {1}', what, facts.default);
}

function counterpartLines(writer: Writer, { facts, counterpart, difference }: KnownFile, version: 1 | 2): string[] {
  const other = version === 1 ? 2 : 1;
  if (counterpart === facts.file) return [];
  const how = difference === undefined || difference === 'read-only' || difference === 'same' ? '' : difference;
  if (counterpart === undefined)
    return how === '' ? [] : [`    ${writer.say(message('Nothing stands for it in v{0}: {1}', other, how))}`];
  const where = message('In v{0}: {1}', other, counterpart);
  return [`    ${writer.say(where)}${how === '' ? '' : ` (${how})`}`];
}
