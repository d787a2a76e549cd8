import type { AstNode } from 'langium';
import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { formatCpuList } from '../../../model/cgroup/cpu-list.ts';
import {
  filePattern,
  INTERFACE_FILES,
  type InterfaceFile,
  interfaceFile,
} from '../../../model/cgroup/interface-file.ts';
import { isCgroup, isLimits } from '../../generated/ast.ts';
import { blockAround, type Spot, valueOf } from './place.ts';
import type { Proposal } from './proposal.ts';

const SIZES = ['16M', '64M', '256M', '1G'];
const SHARES = ['25%', '50%', '100%', '2 cpus'];
/** Files that are set several times: once for each device or name. */
const SEVERAL = /^(?:io|rdma|misc|dmem)\./;
/** Where the kernel tells nothing of a huge page size. */
const HUGEPAGE_SIZES = ['2MB'];

/** Files of a group that can be set and are not set in this block. */
export function knobKeys(spot: Spot): Proposal[] {
  const set = new Set(keysIn(blockAround(spot)));
  const sizes = spot.environment.facts?.hugepageSizes ?? HUGEPAGE_SIZES;
  return INTERFACE_FILES.filter(({ use, access }) => use === 'limit' && access !== 'r')
    .flatMap((file) => namesOf(file, sizes).map((name) => ({ file, name })))
    .filter(({ name }) => !set.has(name) || SEVERAL.test(name))
    .map(({ file, name }) => ({
      label: name,
      kind: CompletionItemKind.Property,
      detail: factsOf(file),
      doc: [file.doc, file.note].filter((each) => each !== undefined).join('\n\n'),
      insert: `${name} = `,
      goesOn: true,
    }));
}

function keysIn(block: AstNode | undefined): readonly string[] {
  return isLimits(block) || isCgroup(block) ? block.knobs.map(({ key }) => key) : [];
}

function namesOf({ file }: InterfaceFile, sizes: readonly string[]): readonly string[] {
  return file.includes('<size>') ? sizes.map((size) => file.replace('<size>', size)) : [file];
}

/** `bytes, max`: unit, range and default in a line. */
function factsOf({ unit, least, most, default: usual }: InterfaceFile): string {
  const range = least === undefined || most === undefined ? undefined : `${least}–${most}`;
  return [unit, range, usual === undefined ? undefined : `default ${usual}`].filter(Boolean).join(', ');
}

/** What may be written into the file of the line at the cursor. */
export function knobValues(spot: Spot): Proposal[] {
  const key = valueOf(spot, 'Knob.key');
  const file = key === undefined ? undefined : interfaceFile(filePattern(key));
  if (!file) return [];
  const words = spot.cursor.words.filter(({ text }) => text !== '=').slice(1);
  const values = words.length === 0 ? firstValues(file, spot) : moreValues(file);
  return values.map((label) => ({
    label,
    kind: CompletionItemKind.Value,
    ...(label === file.default && { detail: 'default' }),
  }));
}

function firstValues(file: InterfaceFile, { environment: { facts } }: Spot): readonly string[] {
  const max = file.value.includes('max') ? ['max'] : [];
  switch (file.value) {
    case 'bool':
      return ['0', '1'];
    case 'enum':
      return file.words ?? [];
    case 'bytes':
    case 'bytes|max':
      return [...SIZES, '0', ...max];
    case 'quota period':
      return [...SHARES, 'max'];
    case 'cpu list':
      return listValues(facts?.cpus);
    case 'node list':
      return listValues(facts?.memoryNodes ?? [0]);
    case 'int by device':
      return ['100', 'default 100', ...devices(facts?.blockDevices)];
    case 'limits by device':
    case 'target by device':
      return devices(facts?.blockDevices);
    default:
      return [...new Set([...(file.default === undefined ? [] : [file.default]), ...max])];
  }
}

/** Behind a device: its limits. */
function moreValues(file: InterfaceFile): readonly string[] {
  if (file.value !== 'limits by device' && file.value !== 'target by device') return [];
  return (file.keys ?? []).map((key) => `${key}=`);
}

/** All of them, and each. */
function listValues(ids: readonly number[] | undefined): readonly string[] {
  if (!ids) return ['0', '0-1'];
  const all = formatCpuList(ids);
  return [...new Set([all, ...ids.slice(0, 64).map(String)])];
}

function devices(
  known: readonly { readonly path: string; readonly partition: boolean }[] | undefined,
): readonly string[] {
  return known?.filter(({ partition }) => !partition).map(({ path }) => path) ?? ['/dev/sda'];
}
