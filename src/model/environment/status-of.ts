import { formatMessage } from '../../base/message.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { netnsId } from './resource/netns.ts';
import type { Reality, Resource } from './resource.ts';
import type { EnvironmentState } from './state.ts';
import type { ContainerView, Drift, EnvironmentStatus, NetworkView } from './status.ts';

/** What is asked of the kernel about the group of a container. */
export interface GroupUse {
  readonly groups: readonly string[];
  readonly processes: number;
  readonly memory?: ContainerView['memory'];
}

export interface StatusInput {
  /** What is declared now; for an environment without its file: what it was made from. */
  readonly spec: ResolvedSpec;
  readonly resources: readonly Resource[];
  readonly reality: Reality;
  readonly state: EnvironmentState | undefined;
  /** By container. */
  readonly uses: ReadonlyMap<string, GroupUse>;
}

/** How an environment is, compared with what is declared. Pure. */
export function statusOf(input: StatusInput): EnvironmentStatus {
  const { spec, state } = input;
  const foreign = state && state.resources.length > 0 ? [] : foreignOf(input);
  const drifts = state ? driftsOf(input, state) : [];
  return {
    environment: spec.environment,
    ...(state && { file: state.file, engine: state.engine }),
    state: stateWord(input, drifts, foreign),
    containers: spec.containers.map(({ name }) => containerView(name, input)),
    networks: networksOf(input),
    drifts,
    foreign,
  };
}

function stateWord(
  { state }: StatusInput,
  drifts: readonly Drift[],
  foreign: EnvironmentStatus['foreign'],
): EnvironmentStatus['state'] {
  if (!state || state.resources.length === 0) return foreign.length > 0 ? 'foreign' : 'down';
  if (state.resources.some(({ made }) => !made)) return 'partial';
  return drifts.length > 0 ? 'drifted' : 'up';
}

function foreignOf({ resources, reality }: StatusInput): EnvironmentStatus['foreign'] {
  return resources.flatMap((resource) => {
    const seen = resource.observe(reality);
    if (seen.state !== 'foreign') return [];
    return [{ of: resource.of, what: nameIn(resource.id), owner: formatMessage(seen.owner) }];
  });
}

function nameIn(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** What is not as it is declared, field by field: also what was declared otherwise when it was made. */
function driftsOf({ resources, reality }: StatusInput, state: EnvironmentState): readonly Drift[] {
  const records = new Map(state.resources.map((each) => [each.id, each]));
  const declared = new Set(resources.map(({ id }) => id));
  const changed = resources.flatMap((resource): readonly Drift[] => {
    const { id, of } = resource;
    const record = records.get(id);
    const seen = resource.observe(reality);
    if (!record) return seen.state === 'absent' ? [absent(resource)] : [];
    if (seen.state === 'absent') return [absent(resource)];
    if (seen.state === 'foreign') {
      return [{ id, of, field: 'owner', declared: state.environment, real: formatMessage(seen.owner) }];
    }
    const real = { ...record.declared, ...(seen.state === 'there' && seen.real) };
    return Object.entries(resource.declared).flatMap(([field, value]) =>
      real[field] === value ? [] : [driftOf(resource, field, value, real[field] ?? '')],
    );
  });
  const gone = state.resources.filter(({ id }) => !declared.has(id));
  return [...changed, ...gone.map(({ id, of }) => ({ id, of, field: nameIn(id), declared: '', real: 'made' }))];
}

function absent({ id, of }: Resource): Drift {
  return { id, of, field: nameIn(id), declared: 'made', real: '' };
}

/** A definition is too long to be read. */
function driftOf({ id, of }: Resource, field: string, declared: string, real: string): Drift {
  if (field !== 'definition') return { id, of, field, declared, real };
  const [now, before]: [Record<string, unknown>, Record<string, unknown>] = [parse(declared), parse(real)];
  const fields = Object.keys({ ...now, ...before }).filter((key) => text(now[key]) !== text(before[key]));
  const [first = field] = fields;
  return { id, of, field: first, declared: text(now[first]), real: text(before[first]) };
}

function parse(json: string): Record<string, unknown> {
  const value: unknown = json === '' ? {} : JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function containerView(name: string, { reality, uses }: StatusInput): ContainerView {
  const status = reality.containers.get(name);
  const use = uses.get(name);
  return {
    name,
    state: status?.state ?? 'down',
    ...(status && { status }),
    processes: use?.processes ?? 0,
    ...(use?.memory && { memory: use.memory }),
    groups: use?.groups ?? [],
  };
}

/** Those with a name. Only those that are ours are up. */
function networksOf({ spec, resources, state, reality }: StatusInput): readonly NetworkView[] {
  const named = new Set(resources.map(({ id }) => id));
  const recorded = new Set(state?.resources.map(({ id }) => id));
  return spec.networks
    .filter(({ kind, name }) => kind !== 'host' && named.has(netnsId(name)))
    .map(({ name }): NetworkView => {
      const found = recorded.has(netnsId(name)) ? reality.networks.get(name) : undefined;
      return found ? { name, state: 'up', inode: found.inode } : { name, state: 'down' };
    });
}
