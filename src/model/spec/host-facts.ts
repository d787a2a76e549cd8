/**
 * What checks may know of the host that a spec will run on. Everything is optional: what is not known is not checked.
 * Plain data: the extension sends it to the language server, which runs no command itself.
 */
export interface HostFacts {
  /** Ids of the CPUs that are online. */
  readonly cpus?: readonly number[];
  /** Ids of the NUMA nodes. */
  readonly memoryNodes?: readonly number[];
  readonly cgroups?: {
    readonly mode: 'v1' | 'v2' | 'hybrid';
    /** Controllers that can be used, v1 and v2 together. */
    readonly controllers: readonly string[];
  };
  /** In bytes. */
  readonly memory?: number;
  /** In bytes; 0: none. */
  readonly swap?: number;
  /** `2MB`, `1GB`: the suffixes of the hugetlb files. */
  readonly hugepageSizes?: readonly string[];
  readonly links?: readonly HostLink[];
  /** Those in the host's tables, without the default. */
  readonly routes?: readonly HostRoute[];
  /** Kinds of links that this kernel can make: `veth`, `bridge`, `dummy`. */
  readonly linkKinds?: readonly string[];
  readonly listening?: readonly { readonly protocol: 'tcp' | 'udp'; readonly port: number }[];
  readonly blockDevices?: readonly { readonly path: string; readonly partition: boolean }[];
  /** Ranges of `/etc/subuid` of the user who runs it. */
  readonly subuids?: readonly { readonly first: number; readonly count: number }[];
  /** Whether it will run without root. */
  readonly rootless?: boolean;
  /** When it was started, in seconds since 1970. */
  readonly bootTime?: number;
  /** `6.1.0`. */
  readonly kernel?: string;
  /** The highest capability of this kernel by number (`/proc/sys/kernel/cap_last_cap`). */
  readonly lastCapability?: number;
  /** Versions of tools; empty: it does not tell; null: not installed. */
  readonly tools?: Readonly<Partial<Record<'unshare' | 'ip' | 'nft' | 'runc' | 'crun' | 'newuidmap', string | null>>>;
  /** `x86_64`, `aarch64`. */
  readonly machine?: string;
}

/** Something that an environment may have put on the host. */
export interface Made {
  /** The name of the environment that has made it; absent: somebody else has. */
  readonly environment?: string;
}

export interface HostLink extends Made {
  readonly name: string;
  /** `bridge`, `vlan`, `veth` and others as the kernel calls them; else `loopback`, `physical` or `virtual`. */
  readonly kind: string;
  readonly wireless: boolean;
}

export interface HostRoute extends Made {
  /** `10.0.0.0/24`. */
  readonly to: string;
}

/** Without what an environment itself has put on the host: its spec means the same before and after it is up. */
export function factsBeside(facts: HostFacts, environment: string): HostFacts {
  const isOther = (each: Made) => each.environment !== environment;
  const { links, routes } = facts;
  return {
    ...facts,
    ...(links && { links: links.filter(isOther) }),
    ...(routes && { routes: routes.filter(isOther) }),
  };
}

/** Notification from the client of a language server: its parameter is {@link HostFacts}, null when nothing is known any more. */
export const HOST_FACTS_METHOD = 'cspec/hostFacts';
