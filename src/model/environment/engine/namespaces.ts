import type { NamespaceKind } from '../../namespace.ts';
import type { Launch } from '../launch.ts';

export function isNew({ container }: Launch, kind: NamespaceKind): boolean {
  return container.namespaces[kind].kind === 'new';
}

/** Whether root inside is not root outside. */
export function hasOwnUser(launch: Launch): boolean {
  return isNew(launch, 'user') || launch.joins.user !== undefined;
}

/** Whether it has no pid namespace whose processes it may show: in a user namespace that must be one of its own. */
export function hasForeignProcesses(launch: Launch): boolean {
  return hasOwnUser(launch) && !isNew(launch, 'pid') && launch.joins.pid === undefined;
}

/** The same of the links of a network namespace. */
export function hasForeignLinks(launch: Launch): boolean {
  return hasOwnUser(launch) && !isNew(launch, 'net');
}
