import { message } from '../../base/message.ts';
import { bitsOf, type IpAddress, parseAddress, type Subnet, subnetOf } from '../../model/spec/address.ts';
import { specialUse } from '../../model/spec/special-addresses.ts';
import { subnetsOn } from '../wire-subnets.ts';
import { addressKey, subnetKey, Wiring } from '../wiring.ts';
import { defineCheck } from './check.ts';

const FAMILIES = [4, 6] as const;

/** Who has which address in a file, and which networks it has; made once for each parse. */
class Owners {
  static readonly #known = new WeakMap<Wiring, Owners>();

  readonly #taken: ReadonlySet<string>;
  /** Whether a network reaches beyond the file, by its key. */
  readonly #open = new Map<string, boolean>();
  readonly #lengths = new Set<number>();

  static of(wiring: Wiring): Owners {
    let owners = Owners.#known.get(wiring);
    if (!owners) {
      owners = new Owners(wiring);
      Owners.#known.set(wiring, owners);
    }
    return owners;
  }

  private constructor({ segments, stacks }: Wiring) {
    const uses = stacks.flatMap(({ attachments }) => attachments.flatMap(({ addresses }) => addresses));
    this.#taken = new Set(uses.flatMap(({ ip }) => (ip ? addressKey(ip) : [])));
    for (const segment of segments) {
      for (const subnet of FAMILIES.flatMap((family) => subnetsOn(segment, family))) this.#add(subnet, segment.isOpen);
    }
  }

  /** Whether an address is in a network that only the file has, and that it gives to nobody. */
  isNobodys(ip: IpAddress): boolean {
    if (this.#taken.has(addressKey(ip))) return false;
    const around = [...this.#lengths].flatMap((prefix) => {
      const subnet = prefix <= bitsOf(ip.family) ? subnetOf({ ...ip, prefix }) : undefined;
      return (subnet && this.#open.get(subnetKey(subnet))) ?? [];
    });
    return around.length > 0 && !around.includes(true);
  }

  #add(subnet: Subnet, isOpen: boolean): void {
    const key = subnetKey(subnet);
    this.#open.set(key, isOpen || this.#open.get(key) === true);
    this.#lengths.add(subnet.prefix);
  }
}

export const e02 = defineCheck({
  code: 'E02',
  severity: 'warning',
  title: 'Nobody has the address that is to be reached',
  explanation:
    'The address is in a network of this file, and the file gives it to no interface: nobody answers there. Or it is no address of ' +
    'one host: a multicast address, 0.0.0.0. Name a netns, a container or `host` instead, then an address of it is chosen.',
  on: ['Reaches'],
  check(node, { index, report }) {
    const ip = node.address === undefined ? undefined : parseAddress(node.address);
    if (!ip || node.address === undefined) return;
    const at = { node, property: 'address' };
    const use = specialUse(ip);
    if (use === 'multicast' || use === 'unspecified' || use === 'this-network') {
      report(at, { severity: 'error', message: message('{0} is no address of one host.', node.address) });
    } else if (!node.$container.negated && Owners.of(Wiring.of(index)).isNobodys(ip)) {
      report(at, { message: message('Nobody in this file has the address {0}.', node.address) });
    }
  },
});
