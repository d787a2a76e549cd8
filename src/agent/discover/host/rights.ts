import type { AgentRights, UserNamespacePolicy } from '../../../model/host.ts';
import { textFile } from './text-file.ts';

const CAP_SYS_PTRACE = 19n;
const CAP_SYS_ADMIN = 21n;

/** Whether a mask of capabilities (hex, `CapEff` of `/proc/PID/status`) has all of `bits`. */
export function hasCapabilities(mask: string, ...bits: readonly bigint[]): boolean {
  const value = BigInt(`0x${mask || '0'}`);
  return bits.every((bit) => (value >> bit) & 1n);
}

/** The whole range of uids maps to itself: the initial user namespace. */
function isInitialUserNamespace(uidMap: string | undefined): boolean {
  return /^\s*0\s+0\s+4294967295$/.test(uidMap ?? '');
}

/** Rights of the calling process, from `/proc/self`. */
export function agentRights(user: string | undefined): AgentRights {
  const status = textFile('/proc/self/status') ?? '';
  const uid = process.geteuid?.() ?? -1;
  const capEff = /^CapEff:\t([0-9a-f]+)$/m.exec(status)?.[1] ?? '';
  const full =
    hasCapabilities(capEff, CAP_SYS_ADMIN, CAP_SYS_PTRACE) && isInitialUserNamespace(textFile('/proc/self/uid_map'));
  return {
    uid,
    ...(user !== undefined && { user }),
    capEff,
    noNewPrivs: /^NoNewPrivs:\t1$/m.test(status),
    level: full ? 'root' : uid === 0 ? 'root-limited' : 'user',
  };
}

/** Who may create user namespaces here. */
export function userNamespacePolicy(): UserNamespacePolicy {
  const sysctl = (name: string) => {
    const text = textFile(`/proc/sys/${name}`);
    return text === undefined ? undefined : Number(text);
  };
  const max = sysctl('user/max_user_namespaces');
  const clone = sysctl('kernel/unprivileged_userns_clone');
  const apparmor = sysctl('kernel/apparmor_restrict_unprivileged_userns');
  return {
    ...(max !== undefined && { max }),
    ...(clone !== undefined && { unprivilegedClone: clone !== 0 }),
    ...(apparmor !== undefined && { apparmorRestricted: apparmor !== 0 }),
  };
}
