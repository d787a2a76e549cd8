import type { Namespace, NamespaceId } from '../namespace.ts';
import { enterNamespace } from '../nsenter.ts';
import type { Snapshot } from '../snapshot.ts';
import { placeOf } from './place.ts';

/** How people and commands call a network namespace. */
export interface NamespaceLabel {
  /** Raw text. */
  readonly label: string;
  /** Name that `ip -n` takes. Raw text. */
  readonly netns?: string;
  /** argv that runs a command in it, `nsenter --target 77 --net`; empty for where the caller is. */
  readonly enter?: readonly string[];
}

/** Where ip-netns(8) keeps its names. */
const NETNS = '/run/netns/';

/** How people and commands call the network namespaces of a host: by name, by container, by the host itself. */
export function labelsOf(snapshot: Snapshot): Map<NamespaceId, NamespaceLabel> {
  const networks = Object.values(snapshot.namespaces).filter(({ kind }) => kind === 'net');
  return new Map(networks.map((namespace) => [namespace.id, labelOf(snapshot, namespace)]));
}

/** The same of one. */
export function labelOf(snapshot: Snapshot, namespace: Namespace): NamespaceLabel {
  const { title: label, name } = placeOf(namespace, snapshot);
  const { mnt, net } = snapshot.host.namespaces;
  if (net === namespace.id) return { label, enter: [] };
  // Other mount namespaces may have other names there.
  const hasName = namespace.pins.some(
    (pin) => pin.kind === 'mount' && pin.path === `${NETNS}${name}` && (mnt === undefined || pin.mnt === mnt),
  );
  const enter = enterNamespace(namespace);
  return { label, ...(enter && { enter }), ...(hasName && name !== undefined && { netns: name }) };
}

/** `ip`, `bridge` or `tc` with arguments, in a namespace: `ip -n sfo link set va up`. */
export function commandIn({ netns, enter }: NamespaceLabel, [tool = 'ip', ...rest]: readonly string[]): string[] {
  return netns === undefined ? [...(enter ?? []), tool, ...rest] : [tool, '-n', netns, ...rest];
}
