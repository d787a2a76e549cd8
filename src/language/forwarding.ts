import { isNat, isPublish, isSysctl, type Sysctl } from './generated/ast.ts';
import type { Stack } from './wiring.ts';

/** Settings that switch forwarding on for all interfaces of a place; the usual one first. */
export const FORWARDING: Readonly<Record<4 | 6, readonly [string, ...string[]]>> = {
  4: ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'],
  6: ['net.ipv6.conf.all.forwarding'],
};

/** The setting that holds in a place. */
export function forwarding({ statements }: Stack, family: 4 | 6): Sysctl | undefined {
  return statements.filter(isSysctl).findLast(({ key }) => FORWARDING[family].includes(key));
}

/** Whether a place passes packets on. The engine switches it on itself where there is `nat` or `publish`. */
export function isForwarding(stack: Stack, family: 4 | 6): boolean {
  const setting = forwarding(stack, family);
  if (setting) return setting.value !== '0';
  return stack.isOpen || stack.statements.some((each) => isNat(each) || isPublish(each));
}
