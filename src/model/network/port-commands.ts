import type { Link } from './network.ts';
import type { PortDetails, VlanRange } from './port.ts';

/** What somebody can switch of a port of a bridge: its word for bridge(8), and how it is in one that has just been made. */
const SWITCHES = [
  ['isolated', false],
  ['hairpin', false],
  ['learning', true],
  ['flood', true],
] as const satisfies readonly (readonly [keyof PortDetails, boolean])[];

/**
 * Commands of bridge(8) that give a port which has just been made what this one was given.
 * @param first the VLAN that ports of its bridge begin with; 0: none
 */
export function portCommands({ name, port, vlans = [] }: Pick<Link, 'name' | 'port' | 'vlans'>, first = 1): string[][] {
  const switched = SWITCHES.filter(([word, usual]) => port?.[word] === !usual);
  return [
    ...switched.map(([word, usual]) => ['bridge', 'link', 'set', 'dev', name, word, usual ? 'off' : 'on']),
    ...(vlans.length > 0 ? vlanCommands(name, vlans, first) : []),
  ];
}

function vlanCommands(name: string, vlans: readonly VlanRange[], first: number): string[][] {
  const vlan = (verb: 'add' | 'del', ...words: readonly string[]) => [
    'bridge',
    'vlan',
    verb,
    'dev',
    name,
    'vid',
    ...words,
  ];
  const isFirst = ({ from, to, pvid, untagged }: VlanRange) => from === first && to === first && pvid && untagged;
  return [
    ...(first === 0 || vlans.some(({ from, to }) => from <= first && first <= to) ? [] : [vlan('del', String(first))]),
    ...vlans
      .filter((range) => !isFirst(range))
      .map(({ from, to, pvid, untagged }) => {
        const ids = from === to ? String(from) : `${from}-${to}`;
        return vlan('add', ids, ...(pvid ? ['pvid'] : []), ...(untagged ? ['untagged'] : []));
      }),
  ];
}
