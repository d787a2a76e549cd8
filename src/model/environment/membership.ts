import type { CgroupMembership } from '../process.ts';

/** A container of an environment. */
export interface EnvironmentMember {
  readonly environment: string;
  readonly container: string;
}

/**
 * The container of an environment that a process is in, told by its groups: `/isolens-demo/shop/web` is the container `web` of `demo`.
 * Undefined for none. Raw text: anybody who may make groups may call them so.
 */
export function environmentMember(cgroups: readonly CgroupMembership[]): EnvironmentMember | undefined {
  for (const { path } of cgroups) {
    const [, environment, container] = /\/isolens-([A-Za-z0-9_-]+)\/(?:.*\/)?([^/]+)$/.exec(path) ?? [];
    if (environment !== undefined && container !== undefined) return { environment, container };
  }
  return undefined;
}
