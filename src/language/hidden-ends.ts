import { AstUtils, UriUtils } from 'langium';
import { hiddenEndName } from '../model/spec/derived-name.ts';
import { environmentNameOf } from '../model/spec/environment-name.ts';
import { type Interface, isBridge, isInterface, isPeer, type Peer } from './generated/ast.ts';
import type { SpecIndex } from './spec-index.ts';
import { type Stack, stackName, Wiring } from './wiring.ts';

/** The other end of the veth pair by which an interface hangs on a bridge: it stands beside the bridge, as its port. */
export interface HiddenEnd {
  /** Where the bridge stands. */
  readonly stack: Stack;
  readonly name: string;
  readonly owner: Interface;
  /** The statement that says the name; undefined: it is derived. */
  readonly peer: Peer | undefined;
}

const KNOWN = new WeakMap<SpecIndex, readonly HiddenEnd[]>();

/** The ends that the file does not declare, in the order of their bridges; made once for each parse. */
export function hiddenEnds(index: SpecIndex): readonly HiddenEnd[] {
  let ends = KNOWN.get(index);
  if (!ends) {
    ends = collect(index);
    KNOWN.set(index, ends);
  }
  return ends;
}

function collect(index: SpecIndex): HiddenEnd[] {
  const environment = environmentName(index);
  const wiring = Wiring.of(index);
  return index.wires.filter(isBridge).flatMap((bridge) => {
    const attachments = wiring.segmentsOf(bridge).flatMap((segment) => segment.attachments);
    const stack = attachments.find(({ owner }) => owner === bridge)?.stack;
    return attachments.flatMap(({ owner, stack: place }): HiddenEnd[] => {
      if (!stack || !isInterface(owner)) return [];
      const peer = owner.body.find(isPeer);
      const names = { environment, place: stackName(place), interface: owner.name ?? '', peer: peer?.value };
      return [{ stack, owner, peer, name: hiddenEndName(names) }];
    });
  });
}

export function environmentName({ spec }: SpecIndex): string {
  return environmentNameOf(spec.title, UriUtils.basename(AstUtils.getDocument(spec).uri));
}

const NAMES = new WeakMap<Stack, ReadonlySet<string>>();

/** Names of the links in a stack that the file tells. */
export function linkNamesIn(stack: Stack, index: SpecIndex): ReadonlySet<string> {
  let names = NAMES.get(stack);
  if (!names) {
    const own = stack.attachments.map(({ owner }) => owner.name);
    names = new Set(['lo', ...own, ...(hiddenNames(index).get(stack) ?? [])]);
    NAMES.set(stack, names);
  }
  return names;
}

const HIDDEN = new WeakMap<SpecIndex, ReadonlyMap<Stack, readonly string[]>>();

function hiddenNames(index: SpecIndex): ReadonlyMap<Stack, readonly string[]> {
  let byStack = HIDDEN.get(index);
  if (!byStack) {
    const map = new Map<Stack, string[]>();
    for (const { stack, name } of hiddenEnds(index)) {
      const names = map.get(stack);
      if (names) names.push(name);
      else map.set(stack, [name]);
    }
    HIDDEN.set(index, map);
    byStack = map;
  }
  return byStack;
}
