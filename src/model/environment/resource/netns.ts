import { message } from '../../../base/message.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { Action } from '../action.ts';
import { markOf, otherOwner, type PlanHost } from '../host.ts';
import { type Observed, type Reality, type Resource, realLink } from '../resource.ts';

export function netnsId(name: string): string {
  return `netns:${name}`;
}

export function containerId(name: string): string {
  return `container:${name}`;
}

/** A network of the file as `ip -n` names it; undefined for the host's. */
export function netnsOf(network: string): string | undefined {
  return network === 'host' ? undefined : network;
}

/** The namespaces that are declared as such. */
export function netnsResources(spec: ResolvedSpec): readonly Resource[] {
  return spec.networks
    .filter(({ kind }) => kind === 'netns')
    .map(({ name }) => namedNetns(name, spec.environment, [{ kind: 'ip', args: ['netns', 'add', name] }], []));
}

/** The names of the network namespaces of containers: their process 1 is there, and waits. Only root can name them. */
export function containerNetnsResources(spec: ResolvedSpec, { user }: PlanHost): readonly Resource[] {
  if (user) return [];
  return spec.containers
    .filter(({ namespaces }) => namespaces.net.kind === 'new')
    .map(({ name }): Resource => {
      const attach: Action = { kind: 'container', verb: 'name', name };
      return namedNetns(name, spec.environment, [attach], [containerId(name)]);
    });
}

function namedNetns(name: string, environment: string, make: readonly Action[], needs: readonly string[]): Resource {
  const mark = markOf(environment);
  const dress: Action = { kind: 'ip', netns: name, args: ['link', 'set', 'dev', 'lo', 'alias', mark, 'up'] };
  return {
    id: netnsId(name),
    of: name,
    effect:
      needs.length > 0
        ? message('Name the network namespace of the container {0}', name)
        : message('Create the network namespace {0}', name),
    call: needs.length > 0 ? 'mount(MS_BIND)' : 'unshare(CLONE_NEWNET), mount(MS_BIND)',
    make: [...make, dress],
    repair: [dress],
    guard: { network: name, link: 'lo' },
    look: { networks: [name] },
    remove: [{ kind: 'ip', args: ['netns', 'del', name] }],
    mark: `alias ${mark}`,
    needs,
    within: [],
    declared: { state: 'UP' },
    observe: (reality) => observed(name, environment, reality),
  };
}

function observed(name: string, environment: string, reality: Reality): Observed {
  const found = reality.networks.get(name);
  if (!found) return { state: 'absent' };
  const lo = realLink(reality, name, 'lo')?.link;
  if (lo?.alias === markOf(environment)) {
    return { state: 'there', real: { state: lo.flags.includes('UP') ? 'UP' : 'DOWN' } };
  }
  return { state: 'foreign', owner: otherOwner(lo?.alias) };
}
