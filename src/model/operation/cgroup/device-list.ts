import type { FileWrite } from './check-write.ts';

/** What `devices.allow` and `devices.deny` change (Documentation/admin-guide/cgroup-v1/devices.rst). */
export const DEVICES = 'devices.list';

/** The list of a group that may use every device. */
export const ALL_DEVICES = 'a *:* rwm';

/** The writes that make the list of devices what it was: it is put back as a whole. */
export function deviceList(content: string | undefined): FileWrite[] | undefined {
  const rules = content?.split('\n').filter(Boolean);
  if (!rules) return undefined;
  if (rules.includes(ALL_DEVICES)) return [{ file: 'devices.allow', value: 'a', exact: true }];
  return [
    { file: 'devices.deny', value: 'a', exact: true },
    ...rules.map((value): FileWrite => ({ file: 'devices.allow', value, exact: true })),
  ];
}
