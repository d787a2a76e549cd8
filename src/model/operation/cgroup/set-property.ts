import { message } from '../../../base/message.ts';
import { restoringProperty, shownProperty, UNIT_PROPERTIES, type UnitProperty } from '../../cgroup/unit-property.ts';
import type { OperationType, Refusal } from '../operation.ts';
import { managerArgs } from './ownership.ts';

/** Sets properties of a unit of systemd until it is started anew, as `systemctl set-property --runtime` does (systemctl(1)). */
export interface SetProperty {
  readonly kind: 'cgroup.setProperty';
  readonly unit: string;
  /** The user whose manager has the unit; absent: that of the system. */
  readonly user?: number;
  readonly properties: readonly UnitProperty[];
}

/** The names of units, which may hold escapes (systemd.unit(5)). */
const UNIT = /^[\w:.\\@-]{1,255}\.(?:slice|service|scope|socket|mount|swap)$/;

/** argv after `systemctl`. */
export function setPropertyArgs({ unit, user, properties }: SetProperty, own: number): readonly string[] {
  const values = properties.map(({ name, value }) => `${name}=${value}`);
  return [...managerArgs(user, own), 'set-property', '--runtime', '--', unit, ...values];
}

export const setProperty: OperationType<SetProperty> = {
  look: ({ unit, user, properties }) =>
    UNIT.test(unit)
      ? {
          unit: {
            unit,
            ...(user !== undefined && { user }),
            properties: ['LoadState', ...properties.map(({ name }) => shownProperty(name))],
          },
        }
      : {},
  describe(operation, { host }, { systemd, properties: shown }) {
    const { unit, properties } = operation;
    const names = [...new Set(properties.map(({ name }) => name))];
    const before = names.flatMap((name) => restoringProperty(name, shown?.[shownProperty(name)] ?? []));
    const values = properties.map(({ name, value }) => `${name}=${value}`).join(' ');
    return {
      title: message('Set {0} of {1} through systemd', values, unit),
      steps: [
        {
          effect: message('Have systemd set it until the next boot'),
          command: ['systemctl', ...setPropertyArgs(operation, host.agent.uid)],
          call: 'org.freedesktop.systemd1.Manager.SetUnitProperties',
        },
      ],
      danger: 'none',
      warnings: [],
      refusals: refusalsOf(operation, systemd, shown?.['LoadState']?.[0]),
      ...(shown && { undo: { ...operation, properties: before } }),
    };
  },
};

function refusalsOf({ unit, properties }: SetProperty, systemd: boolean, loaded: string | undefined): Refusal[] {
  const isKnown = properties.every(
    ({ name, value }) => (UNIT_PROPERTIES as readonly string[]).includes(name) && /^[\w.:,% /-]*$/.test(value),
  );
  if (!UNIT.test(unit) || properties.length === 0 || !isKnown) {
    return [
      {
        code: 'invalid',
        message: message('Not a unit, or not a property of one.'),
        remedy: message('Set a limit of a group of systemd instead.'),
      },
    ];
  }
  if (!systemd) {
    return [
      {
        code: 'rule',
        message: message('systemd does not run this host.'),
        remedy: message('Write to the files of the group instead.'),
      },
    ];
  }
  if (loaded === 'loaded') return [];
  return [
    {
      code: 'missing',
      message: message('systemd has no unit {0}.', unit),
      remedy: message('Look at the units with “systemctl list-units”.'),
    },
  ];
}
