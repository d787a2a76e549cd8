import type { Message } from '../../../base/message.ts';
import type { NamespaceId } from '../../namespace.ts';
import { commandIn } from '../labels.ts';
import type { Link } from '../network.ts';
import type { PathCode } from './codes.ts';
import type { LinkRef, PathFinding, PathHop } from './report.ts';
import type { PathWorld, Place } from './world.ts';

/** Where a finding is: a link, or a namespace. */
export type Where = Place | { readonly network: { readonly namespace: NamespaceId }; readonly link?: undefined };

/** argvs: see `PathFinding.repair`. */
export type Repair = readonly (readonly string[])[];

export function refOf({ index, name }: Link): LinkRef {
  return { index, name };
}

/** The packet does not pass. */
export function broken(code: PathCode, where: Where, sentence: Message, repair: Repair = []): PathFinding {
  return finding(code, 'broken', where, sentence, repair);
}

/** Whether the packet passes cannot be known. */
export function unknown(code: PathCode, where: Where, sentence: Message, repair: Repair = []): PathFinding {
  return finding(code, 'unknown', where, sentence, repair);
}

/** The packet passes, and something is odd. */
export function warning(code: PathCode, where: Where, sentence: Message, repair: Repair = []): PathFinding {
  return finding(code, 'warning', where, sentence, repair);
}

function finding(
  code: PathCode,
  severity: PathFinding['severity'],
  { network, link }: Where,
  sentence: Message,
  repair: Repair,
): PathFinding {
  return {
    code,
    severity,
    namespace: network.namespace,
    ...(link && { link: refOf(link) }),
    sentence,
    ...(repair.length > 0 && { repair }),
  };
}

/** `ip`, `bridge` or `tc` with arguments, in a namespace: `ip -n sfo link set dev va up`. */
export function ipTool(world: PathWorld, namespace: NamespaceId, argv: readonly string[]): string[] {
  return commandIn(world.label(namespace), argv);
}

/** Any other command in a namespace: `ip netns exec sfo sysctl -w net.ipv4.ip_forward=1`. */
export function within(world: PathWorld, namespace: NamespaceId, argv: readonly string[]): string[] {
  const { netns, enter } = world.label(namespace);
  return netns === undefined ? [...(enter ?? []), ...argv] : ['ip', 'netns', 'exec', netns, ...argv];
}

/** Sets a kernel parameter; `path` as sysctl(8) takes it when names have dots: `net/ipv4/conf/va.5/rp_filter`. */
export function setting(world: PathWorld, namespace: NamespaceId, path: string, value: number): string[] {
  const key = path.includes('.') ? path : path.replaceAll('/', '.');
  return within(world, namespace, ['sysctl', '-w', `${key}=${value}`]);
}

/** What people call a namespace. Raw text. */
export function nameOf(world: PathWorld, { network }: Where): string {
  return world.label(network.namespace).label;
}

/** The first hop that a finding is at: of its link, else of its namespace, else the first of all. */
export function hopOf(hops: readonly PathHop[], { namespace, link }: PathFinding): number {
  const isHere = (hop: PathHop) => hop.namespace === namespace;
  const hasLink = (hop: PathHop) => [hop.in, hop.out, hop.device].some((ref) => ref?.index === link?.index);
  const exact = hops.findIndex((hop) => isHere(hop) && hasLink(hop));
  return Math.max(0, exact >= 0 ? exact : hops.findIndex(isHere));
}
