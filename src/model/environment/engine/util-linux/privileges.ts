import { CAPABILITIES } from '../../../spec/capability.ts';
import type { Launch } from '../../launch.ts';
import { mayClearGroups } from './outer.ts';

/**
 * All rights are given away in one setpriv(1), last: bounding and inheritable set, from which execve(2) makes the permitted and the
 * effective one, no_new_privs, user and groups.
 */
export function setprivArgv(launch: Launch): readonly string[] {
  const { container } = launch;
  const { user, noNewPrivileges } = container;
  const capabilities = capabilityList(container.capabilities);
  // The user changes, which clears the signal that unshare(1) has set.
  const parent = ['--pdeathsig', 'KILL'];
  const groups = mayClearGroups(launch) ? '--clear-groups' : '--keep-groups';
  const ids = ['--reuid', String(user.uid), '--regid', String(user.gid), groups];
  const sets = ['--bounding-set', capabilities, '--inh-caps', capabilities];
  return ['setpriv', ...parent, ...ids, ...sets, ...(noNewPrivileges ? ['--no-new-privs'] : [])];
}

/** Those that a host has not are not asked for by name. */
function capabilityList(names: readonly string[]): string {
  if (names.length === CAPABILITIES.length) return '+all';
  return ['-all', ...names.map((name) => `+${name.replace(/^CAP_/, '').toLowerCase()}`)].join(',');
}
