import { printable } from '../../base/text.ts';
import type { Host } from '../../model/host.ts';
import type { Command } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { scan } from '../scan.ts';

export const command: Command = {
  usage: 'host [--json]',
  summary: 'Tells what the kernel sits on and what it allows.',
  help: `  -J, --json  the facts as JSON`,
  options: { json: { type: 'boolean', short: 'J' } },
  async run(values, operands, output) {
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    const { snapshot } = await scan({ inside: false });
    if (values['json'] === true) output.write(`${JSON.stringify(snapshot.host, undefined, 2)}\n`);
    else
      for (const [name, value] of facts(snapshot.host)) output.write(`${name.padEnd(18)} ${printable(value, 500)}\n`);
    return EXIT.ok;
  },
};

function facts(host: Host): [string, string][] {
  const { cpu, cgroups, userNamespaces: policy, agent } = host;
  const features = Object.entries(host.features).filter(([, on]) => on);
  const rows: [string, string | undefined][] = [
    ['host name', host.hostname],
    ['kernel', `${host.kernel.release} ${host.kernel.machine}`],
    ['distribution', host.distribution],
    ['WSL', host.wsl && `version ${host.wsl}`],
    ['container', host.container ?? 'none'],
    ['hypervisor', host.hypervisor ?? 'none'],
    ['processor', cpu.model],
    ['CPUs, memory', `${host.cpus}, ${(host.memory / 2 ** 30).toFixed(1)} GiB`],
    [
      'virtualization',
      [cpu.hardware, cpu.nestedPaging, cpu.taggedTlb].filter(Boolean).join(', ') || 'not offered to guests',
    ],
    ['paravirtual clock', cpu.paravirtualClock],
    ['cgroups', cgroups.mode],
    ...cgroups.mounts.map(({ path, version, controllers }): [string, string] => [
      `  v${version}`,
      [path, controllers].filter(Boolean).join(' '),
    ]),
    ['user namespaces', userNamespaceText(policy)],
    ['rights', `${agent.level}, uid ${agent.uid}, CapEff ${agent.capEff}${agent.noNewPrivs ? ', no_new_privs' : ''}`],
    ['interfaces', features.map(([name]) => name).join(', ') || 'none of the optional ones'],
    ['host id', host.id],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

function userNamespaceText(policy: Host['userNamespaces']): string {
  return [
    policy.max === undefined ? undefined : `at most ${policy.max}`,
    policy.unprivilegedClone === false ? 'for root only (kernel.unprivileged_userns_clone)' : undefined,
    policy.apparmorRestricted ? 'restricted by AppArmor' : undefined,
  ]
    .filter(Boolean)
    .join(', ');
}
