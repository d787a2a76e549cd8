import { message } from '../../../base/message.ts';
import { NETNS_DIR } from '../../operation/netns.ts';
import type { ResolvedSpec, SpecSysctl } from '../../spec/spec.ts';
import type { Observed, Reality, Resource } from '../resource.ts';
import { netnsId } from './netns.ts';

/** System settings of network namespaces; the host's get back what they said before. */
export function sysctlResources(spec: ResolvedSpec): readonly Resource[] {
  return spec.networks.flatMap(({ name, sysctls }) =>
    sysctls.map((sysctl) => (name === 'host' ? ofHost(sysctl) : ofNetns(name, sysctl))),
  );
}

/** `net.ipv4.conf.eth0/1.forwarding` has a slash for a dot in a name (sysctl(8)). */
function fileOf(key: string): string {
  return `/proc/sys/${key.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'))}`;
}

function ofHost({ key, value }: SpecSysctl): Resource {
  const file = fileOf(key);
  return {
    id: `sysctl:host/${key}`,
    of: 'host',
    effect: message('Set {0} of {1} to {2}', key, 'host', value),
    call: 'write',
    make: [{ kind: 'write', file, value }],
    remove: [],
    restores: [file],
    needs: [],
    within: [],
    declared: { [key]: value },
    inPlace: true,
    look: { files: [file] },
    observe: ({ files }) => {
      const text = files.get(file);
      if (text === undefined) return { state: 'absent' };
      return { state: 'there', real: { [key]: words(text) === words(value) ? value : words(text) } };
    },
  };
}

/** The kernel puts a tab between numbers. */
function words(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}

function ofNetns(network: string, { key, value }: SpecSysctl): Resource {
  return {
    id: `sysctl:${network}/${key}`,
    of: network,
    effect: message('Set {0} of {1} to {2}', key, network, value),
    call: 'setns(CLONE_NEWNET), write',
    make: [{ kind: 'command', argv: ['nsenter', `--net=${NETNS_DIR}/${network}`, 'sysctl', '-qw', `${key}=${value}`] }],
    remove: [],
    needs: [netnsId(network)],
    within: [netnsId(network)],
    declared: { [key]: value },
    inPlace: true,
    look: { networks: [network] },
    observe: (reality) => observed(network, key, reality),
  };
}

/** What the kernel tells of a namespace by netlink is known; else it is as it was set. */
function observed(network: string, key: string, reality: Reality): Observed {
  const found = reality.networks.get(network);
  if (!found) return { state: 'absent' };
  const forwarding = found.network?.forwarding;
  const known: Readonly<Record<string, boolean | undefined>> = {
    'net.ipv4.ip_forward': forwarding?.ipv4,
    'net.ipv6.conf.all.forwarding': forwarding?.ipv6,
  };
  const value = known[key];
  return value === undefined ? { state: 'unknown' } : { state: 'there', real: { [key]: String(Number(value)) } };
}
