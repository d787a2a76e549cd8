import { type Message, message } from '../../base/message.ts';
import type { Host } from '../../model/host.ts';

/** One thing that is known of the host: its name, and its value as a sentence or raw text. */
export interface Fact {
  readonly name: Message;
  readonly value: Message | string;
}

const yes = message('yes');
const no = message('no');

/** What the kernel sits on and what it allows. A fact that does not apply is undefined. */
function facts(host: Host): Readonly<Record<string, Fact | undefined>> {
  const { cpu } = host;
  const fact = (name: Message, value: Message | string | undefined) =>
    value === undefined ? undefined : { name, value };
  return {
    kernel: fact(message('Kernel'), `${host.kernel.release} ${host.kernel.machine}`),
    distribution: fact(message('Distribution'), host.distribution),
    wsl: fact(message('Windows Subsystem for Linux'), host.wsl && message('version {0}', host.wsl)),
    container: fact(message('Inside a container'), host.container),
    hypervisor: fact(message('Hypervisor'), host.hypervisor ?? (cpu.guest ? message('unknown') : message('none'))),
    processor: fact(message('Processor'), cpu.model),
    hardware: fact(message('Hardware virtualization'), cpu.hardware ?? message('not offered')),
    nestedPaging: fact(message('Nested paging (EPT, NPT)'), cpu.nestedPaging ?? (cpu.hardware && no)),
    taggedTlb: fact(message('Tagged TLB (VPID, ASID)'), cpu.taggedTlb ?? (cpu.hardware && no)),
    clock: fact(message('Paravirtual clock'), cpu.paravirtualClock ?? (cpu.guest ? no : undefined)),
    cgroups: fact(message('Cgroups'), host.cgroups.mode),
    users: fact(message('User namespaces'), userNamespaces(host)),
    rights: fact(message('Rights of Isolens'), rights(host)),
    events: fact(message('Process events'), host.features.processEvents ? yes : no),
  };
}

function userNamespaces({ userNamespaces: policy }: Host): Message {
  if (policy.max === 0) return message('switched off');
  if (policy.unprivilegedClone === false) return message('for root only');
  if (policy.apparmorRestricted) return message('restricted by AppArmor');
  return policy.max === undefined ? message('allowed') : message('allowed, at most {0}', policy.max);
}

function rights({ agent }: Host): Message {
  if (agent.level === 'root') return message('root');
  if (agent.level === 'root-limited') return message('root with limited capabilities');
  return message('ordinary user {0}', agent.user ?? agent.uid);
}

/** Names of the facts that apply to a host, in the order to show them. */
export function factNames(host: Host): string[] {
  return Object.entries(facts(host)).flatMap(([name, fact]) => (fact ? name : []));
}

export function hostFact(host: Host, name: string): Fact | undefined {
  const all = facts(host);
  return Object.hasOwn(all, name) ? all[name] : undefined;
}
