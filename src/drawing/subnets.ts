import type { Address, Network } from '../model/network/network.ts';
import { formatSubnet, parseAddress, subnetOf } from '../model/spec/address.ts';

/** The networks that addresses are in, and a number for each. */
export interface Subnets {
  /** `10.0.0.0/24`, sorted. */
  readonly names: readonly string[];
  /** Place in `names`; undefined for an address that is alone or on a loopback. */
  readonly of: (address: Address) => number | undefined;
}

/** Networks keep their order, and so their colours, whatever the order of namespaces is. */
export function subnetsOf(networks: readonly Network[]): Subnets {
  const addresses = networks.flatMap((network) => network.addresses);
  const named = new Map(addresses.map((address) => [address, subnetName(address)]));
  const all = [...named.values()].filter((name) => name !== undefined);
  const names = [...new Set(all)].toSorted(new Intl.Collator('en', { numeric: true }).compare);
  const places = new Map(names.map((name, at) => [name, at]));
  return {
    names,
    of: (address) => {
      const name = named.get(address);
      return name === undefined ? undefined : places.get(name);
    },
  };
}

function subnetName({ local, prefixLength, scope }: Address): string | undefined {
  const parsed = scope === 'global' ? parseAddress(`${local}/${prefixLength}`) : undefined;
  const subnet = parsed && subnetOf(parsed);
  return subnet && formatSubnet(subnet);
}
