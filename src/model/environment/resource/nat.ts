import { message } from '../../../base/message.ts';
import { NETNS_DIR } from '../../operation/netns.ts';
import type { ResolvedSpec, SpecNetwork } from '../../spec/spec.ts';
import type { CommandAction } from '../action.ts';
import { type PlanHost, tableName } from '../host.ts';
import type { PlanProblem } from '../plan.ts';
import type { Resource } from '../resource.ts';
import { netnsId, netnsOf } from './netns.ts';

/** One table of nftables in each network that translates addresses: replaced as a whole (nft(8)). */
export function natResources(spec: ResolvedSpec, host: PlanHost): readonly Resource[] {
  return spec.networks
    .filter(({ nat, publish }) => nat.length > 0 || publish.some(({ address }) => address !== undefined))
    .map((network) => natResource(network, spec.environment, host));
}

function natResource(network: SpecNetwork, environment: string, { missing }: PlanHost): Resource {
  const { name } = network;
  const table = tableName(environment);
  const rules = rulesOf(network, table);
  const home = name === 'host' ? [] : [netnsId(name)];
  const problem: PlanProblem | undefined = missing.includes('nft')
    ? {
        code: 'unsupported',
        of: name,
        message: message('{0} translates addresses, and nft is not installed.', name),
        remedy: message('Install it (Debian: apt-get install nftables).'),
      }
    : undefined;
  return {
    id: `nat:${name}`,
    of: name,
    effect: message('Translate addresses in {0}: table {1}', name, table),
    call: 'NFT_MSG_NEWTABLE',
    make: [nft(name, rules)],
    remove: [natRemoval(name, environment)],
    mark: `table ${table}`,
    needs: home,
    within: home,
    declared: { rules },
    inPlace: true,
    look: { tables: [name] },
    observe: ({ tables }) => {
      const found = tables.get(name);
      if (!found) return { state: 'unknown' };
      return found.has(table) ? { state: 'there', real: {} } : { state: 'absent' };
    },
    ...(problem && { problem }),
  };
}

/** Takes the table of an environment out of a network; that it is not there is no failure. */
export function natRemoval(network: string, environment: string): CommandAction {
  const table = tableName(environment);
  return nft(network, `table inet ${table}\ndelete table inet ${table}`);
}

function nft(network: string, input: string): CommandAction {
  const netns = netnsOf(network);
  const enter = netns === undefined ? [] : ['nsenter', `--net=${NETNS_DIR}/${netns}`];
  return { kind: 'command', argv: [...enter, 'nft', '-f', '-'], input };
}

/** The table as nft reads it; what was there of it before is gone in the same moment. */
function rulesOf({ nat, publish }: SpecNetwork, table: string): string {
  const targets = publish.flatMap(({ hostPort, address, port }) =>
    address === undefined
      ? []
      : [`    fib daddr type local tcp dport ${hostPort} dnat ${familyOf(address)} to ${target(address, port)}`],
  );
  const hook = (chain: string, priority: string, rules: readonly string[]) => [
    `  chain ${chain} {`,
    `    type nat hook ${chain} priority ${priority}`,
    ...rules,
    '  }',
  ];
  return [
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    ...(targets.length > 0 ? [...hook('prerouting', '-100', targets), ...hook('output', '-100', targets)] : []),
    ...(nat.length > 0 ? hook('postrouting', '100', nat.map(masquerade)) : []),
    '}',
  ].join('\n');
}

/** Behind the interface of the default route: what leaves for anywhere but the network itself. */
function masquerade({ from, via }: SpecNetwork['nat'][number]): string {
  const family = familyOf(from);
  const out = via === 'default' ? `${family} daddr != ${from}` : `oifname "${via}"`;
  return `    ${family} saddr ${from} ${out} masquerade`;
}

function familyOf(address: string): 'ip' | 'ip6' {
  return address.includes(':') ? 'ip6' : 'ip';
}

function target(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
