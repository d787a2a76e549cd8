import type { Message } from '../../base/message.ts';
import type { Network } from '../network/network.ts';
import type { Action } from './action.ts';
import type { ContainerStatus } from './container-status.ts';
import type { PlanProblem, ResourceId } from './plan.ts';

/** A part of an environment that is made, looked at and removed by itself. */
export interface Resource {
  readonly id: ResourceId;
  /** The name in the file that it belongs to. */
  readonly of: string;
  /** Imperative, one line: `Create the network namespace sfo`. */
  readonly effect: Message;
  readonly call: string;
  readonly make: readonly Action[];
  /** What takes it back, where nothing that it is `within` is removed with it. */
  readonly remove: readonly Action[];
  readonly mark?: string;
  /** What it is made of: when one of these is made anew, so is it. */
  readonly needs: readonly ResourceId[];
  /** Of what it needs, that which takes it along when it goes. */
  readonly within: readonly ResourceId[];
  /** How it is declared, field by field; another text is another definition. */
  readonly declared: Fields;
  /** A change of its definition is made by `make` alone. */
  readonly inPlace?: true;
  /** What makes the real thing as declared again; undefined: `make` does. */
  readonly repair?: readonly Action[];
  /** Files of the host itself that get back what they said before. */
  readonly restores?: readonly string[];
  /** The link whose alias tells whose it is: it is looked at once more before anything is removed. */
  readonly guard?: LinkName;
  readonly look?: Partial<RealityLook>;
  /** What there is of it. */
  readonly observe: (reality: Reality) => Observed;
  /** Why it cannot be made on this host. */
  readonly problem?: PlanProblem;
}

export type Fields = Readonly<Record<string, string>>;

export interface LinkName {
  readonly network: string;
  readonly link: string;
}

/**
 * `unknown`: it cannot be read, and is taken to be as it was made; `there`: `real` has the fields that can be read of the real thing, in the words of `declared`; `foreign`: somebody else's
 * stands in its place.
 */
export type Observed =
  | { readonly state: 'absent' }
  | { readonly state: 'unknown' }
  | { readonly state: 'there'; readonly real: Fields }
  | { readonly state: 'foreign'; readonly owner: Message };

/** What was read of the host for an environment. */
export interface Reality {
  /** The host's under `host`, others by their names as of ip-netns(8); absent: there is none of that name. */
  readonly networks: ReadonlyMap<string, RealNetwork>;
  /** What files say, without the last newline; absent: not there. */
  readonly files: ReadonlyMap<string, string>;
  readonly directories: ReadonlySet<string>;
  /** Names of nftables' tables of family inet, by the network that they are in. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** By their names; absent: it was never made. */
  readonly containers: ReadonlyMap<string, ContainerStatus>;
  /** Units of systemd that are active. */
  readonly units: ReadonlySet<string>;
}

export interface RealNetwork {
  /** Inode number of the network namespace. */
  readonly inode: number;
  /** Undefined: it cannot be entered. */
  readonly network?: Network;
}

/** What must be read to observe resources. */
export interface RealityLook {
  readonly networks: readonly string[];
  readonly files: readonly string[];
  readonly directories: readonly string[];
  /** Networks whose nftables are asked for. */
  readonly tables: readonly string[];
  readonly containers: readonly string[];
  readonly units: readonly string[];
}

/** What is known of a link, by its network and name. */
export function realLink(reality: Reality, network: string, name: string) {
  const found = reality.networks.get(network)?.network;
  const link = found?.links.find((each) => each.name === name);
  return found && link ? { network: found, link } : undefined;
}

/** Also what tells whose that is which is written down. */
export function withRecorded(look: RealityLook, resources: readonly { readonly guard?: LinkName }[]): RealityLook {
  const networks = resources.flatMap(({ guard }) => guard?.network ?? []);
  return { ...look, networks: [...new Set([...look.networks, ...networks])] };
}
