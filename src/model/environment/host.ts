import { type Message, message } from '../../base/message.ts';
import type { Hierarchy } from '../cgroup/hierarchy.ts';
import type { UserNamespacePolicy } from '../host.ts';
import type { IdRange } from '../spec/id-map.ts';

/** What plans must know of a host. */
export interface PlanHost {
  /** Those with a mount that can be written to. */
  readonly hierarchies: readonly Hierarchy[];
  /**
   * `root`: groups hang below the roots; `unit`: systemd rules over cgroup v2, and hands a group of its own to the
   * environment; `none`: no group can be made.
   */
  readonly groups: 'root' | 'unit' | 'none';
  /** Who makes it without root: a unit then is one of the user's own systemd. Undefined: root does. */
  readonly user?: OrdinaryUser;
  /** Where the user's systemd has its own group, below the root of v2: `/user.slice/user-1000.slice/user@1000.service`. */
  readonly manager: string;
  /** `8:0` of `/dev/sda`: devices that the spec names. */
  readonly devices: Readonly<Record<string, string>>;
  /** Where state is, a directory for each environment: `/run/isolens`. */
  readonly stateDir: string;
  /** Memory nodes and CPUs that are online, as lists: `0-3`. */
  readonly cpus: string;
  readonly memoryNodes: string;
  /** Names of tools that are not installed. */
  readonly missing: readonly string[];
}

/** Somebody who is not root, and what that one may do all the same. */
export interface OrdinaryUser {
  readonly uid: number;
  readonly gid: number;
  /** Further ids that newuidmap(1) and newgidmap(1) give: of subuid(5) and subgid(5). */
  readonly subuids: readonly IdRange[];
  readonly subgids: readonly IdRange[];
  /** What all that it starts has; it may not take less (proc_pid_oom_score_adj(5)). */
  readonly oomScoreAdj: number;
  /** Who may make user namespaces here. */
  readonly policy: UserNamespacePolicy;
}

/** The mark of an environment on links (their alias), and on network namespaces (the alias of their `lo`). */
export function markOf(environment: string): string {
  return `isolens:${environment}`;
}

/** The environment of a mark; undefined for any other alias. */
export function environmentOfMark(alias: string | undefined): string | undefined {
  return /^isolens:([A-Za-z0-9_-]+)$/.exec(alias ?? '')?.[1];
}

/** Whose something is that has another mark, or none. */
export function otherOwner(alias: string | undefined): Message {
  const other = environmentOfMark(alias);
  return other === undefined ? message('somebody else') : message('the environment {0}', other);
}

/** Number of the protocol of routes that environments have: it tells them from those of others (ip-route(8)). */
export const ROUTE_PROTOCOL = 105;

/** The group of an environment, and the table of nftables. */
export function groupName(environment: string): string {
  return `isolens-${environment}`;
}

export function tableName(environment: string): string {
  return `isolens_${environment}`;
}

/** Everything that is kept of an environment. */
export function environmentDirectory(host: Pick<PlanHost, 'stateDir'>, environment: string): string {
  return `${host.stateDir}/${environment}`;
}

export function containerDirectory(host: Pick<PlanHost, 'stateDir'>, environment: string, name: string): string {
  return `${environmentDirectory(host, environment)}/containers/${name}`;
}
