import { explainPath } from '../../src/model/network/path/explain.ts';
import type { PathQuestion, PathReport } from '../../src/model/network/path/report.ts';
import { type LinkSketch, type NetworkSketch, sketch } from './topologies.ts';

/** Namespaces by their names. */
export type Networks = Readonly<Record<string, NetworkSketch>>;

/** What is told, in short: `broken link-down forward at b/eth0`. */
export function told(networks: Networks, more: Partial<PathQuestion> = {}): string {
  return short(explain(networks, more));
}

/** What is told of the way from `a` to `b`. */
export function explain(networks: Networks, more: Partial<PathQuestion> = {}): PathReport {
  return explainPath(sketch(networks), { from: { namespace: 'a' }, to: { namespace: 'b' }, ...more });
}

function short({ verdict, cause }: PathReport): string {
  if (!cause) return verdict;
  const where = cause.link ? `${cause.namespace}/${cause.link.name}` : cause.namespace;
  return `${verdict} ${cause.code} ${cause.direction} at ${where}`;
}

/** Two namespaces and a cable, with what is different at each end. */
export function cable(
  a: Partial<LinkSketch> = {},
  b: Partial<LinkSketch> = {},
  more: Partial<Record<'a' | 'b', Partial<NetworkSketch>>> = {},
): Networks {
  return {
    a: { links: { eth0: { peer: 'b/eth0', addresses: ['10.0.0.1/24'], ...a } }, ...more.a },
    b: { links: { eth0: { peer: 'a/eth0', addresses: ['10.0.0.2/24'], ...b } }, ...more.b },
  };
}

/** A link that stands on the cable, and has its address. */
export function over(name: string, link: LinkSketch, other: LinkSketch): Networks {
  return {
    a: { links: { eth0: { peer: 'b/eth0' }, [name]: { ...link, on: 'eth0', addresses: ['10.0.0.1/24'] } } },
    b: { links: { eth0: { peer: 'a/eth0' }, [name]: { ...other, on: 'eth0', addresses: ['10.0.0.2/24'] } } },
  };
}

/** A link that is a VLAN of another. */
export const vlan = (id: number): LinkSketch => ({ kind: 'vlan', details: { vlanId: id } });

/** A bridge that filters by VLAN between `a` and `b`. */
export function filtering(a: Partial<LinkSketch>, b: Partial<LinkSketch>): Networks {
  const port = (peer: string, more: Partial<LinkSketch>): LinkSketch => ({
    peer,
    master: 'br0',
    port: { state: 'forwarding' },
    ...more,
  });
  return {
    a: { links: { eth0: { peer: 'sw/pa', addresses: ['10.0.0.1/24'] } } },
    b: { links: { eth0: { peer: 'sw/pb', addresses: ['10.0.0.2/24'] } } },
    sw: {
      links: {
        br0: { kind: 'bridge', details: { vlanFiltering: true } },
        pa: port('a/eth0', a),
        pb: port('b/eth0', b),
      },
    },
  };
}

/** VLANs of a port. */
export const untagged = (id: number) => [{ from: id, to: id, pvid: true, untagged: true }];
export const tagged = (from: number, to: number) => [{ from, to, pvid: false, untagged: false }];
