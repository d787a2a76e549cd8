import { type Message, message } from '../../base/message.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Action } from './action.ts';
import { environmentOfMark } from './host.ts';
import type { EngineName } from './launch.ts';
import type { Plan, PlanProblem, PlanStep, ResourceId } from './plan.ts';
import { type Fields, type Observed, type Reality, type Resource, realLink } from './resource.ts';
import type { EnvironmentState, ResourceRecord } from './state.ts';

export interface PlanInput {
  readonly spec: ResolvedSpec;
  /** Absolute. */
  readonly file: string;
  readonly engine: EngineName;
  readonly resources: readonly Resource[];
  readonly reality: Reality;
  /** Undefined: nothing of it was ever made, or all of it is gone. */
  readonly state: EnvironmentState | undefined;
  /** Containers whose command has ended are made anew. */
  readonly restart?: boolean;
  /** Why what is declared cannot be made here. */
  readonly problems?: readonly PlanProblem[];
}

/** What must be done so that the host is as the spec says. Pure: the same input gives the same plan. */
export function planUp(input: PlanInput): Plan {
  const { spec, file, engine, state, problems = [] } = input;
  const other = fileProblem(file, state);
  const decisions = other ? [] : decide(input);
  const gone = removals(input, decisions);
  const makes = decisions.flatMap(({ step }) => step ?? []);
  return {
    environment: spec.environment,
    file,
    engine,
    steps: [...gone, ...makes],
    problems: [...(other ? [other] : []), ...problems, ...decisions.flatMap(({ problem }) => problem ?? [])],
    restarts: restartsOf(input, decisions),
    warnings: endedContainers(input),
  };
}

/** What must be done so that nothing of an environment is left. */
export function planDown(state: EnvironmentState, reality: Reality): Plan {
  const { environment, file, engine } = state;
  const all = new Set(state.resources.map(({ id }) => id));
  const steps = state.resources.toReversed().map((record) => removalOf(record, all, environment, reality));
  const kept = state.resources.filter((record) => isForeign(record, environment, reality));
  return { environment, file, engine, steps, problems: [], restarts: [], warnings: kept.map(keptWarning) };
}

function keptWarning({ of }: ResourceRecord): Message {
  return message('{0} is somebody else’s now: it is left as it is.', of);
}

/** Two files of one name would be one environment. */
function fileProblem(file: string, state: EnvironmentState | undefined): PlanProblem | undefined {
  if (!state || state.file === file || state.resources.length === 0) return undefined;
  return {
    code: 'file',
    of: state.environment,
    message: message('The environment {0} was made from another file: {1}', state.environment, state.file),
    remedy: message('Take that one down first, or give this one a name: environment NAME.'),
  };
}

interface Decision {
  readonly resource: Resource;
  readonly step?: PlanStep;
  readonly problem?: PlanProblem;
  /** What is made of it must be made anew. */
  readonly anew: boolean;
  readonly why?: Message;
}

function decide(input: PlanInput): readonly Decision[] {
  const records = new Map(input.state?.resources.map((each) => [each.id, each]));
  const decided = new Map<ResourceId, Decision>();
  for (const resource of input.resources) {
    const decision = decideOne(resource, records.get(resource.id), decided, input);
    decided.set(resource.id, decision);
  }
  return [...decided.values()];
}

function decideOne(
  resource: Resource,
  record: ResourceRecord | undefined,
  decided: ReadonlyMap<ResourceId, Decision>,
  input: PlanInput,
): Decision {
  const seen = resource.observe(input.reality);
  const cause = resource.needs.map((id) => decided.get(id)).find((each) => each?.anew);
  if (!record) {
    const isNew = resource.within.some((id) => decided.get(id)?.anew);
    return isNew ? make(resource, input) : decideNew(resource, seen, input);
  }
  // Not made anew in its place, and not taken back either: it is not ours.
  if (record.made && seen.state === 'foreign') return { resource, anew: false, problem: foreign(resource, seen.owner) };
  if (cause) return again(resource, record, 'replace', cause.why);
  if (isEnded(resource, input)) return again(resource, record, 'replace', message('it has ended'));
  if (!record.made) return again(resource, record, 'repair', message('it was cut short'));
  if (!sameFields(record.declared, resource.declared)) {
    if (!resource.inPlace) return again(resource, record, 'replace', message('it is declared otherwise'));
    // What it said before we came stays what is put back.
    const step = stepOf(resource, 'replace', resource.make);
    return { resource, anew: false, step: { ...step, fresh: false, undo: record.remove } };
  }
  if (seen.state === 'absent') return again(resource, record, 'make', message('it is not there any more'));
  if (seen.state === 'there' && differs(resource.declared, seen.real)) {
    const step = stepOf(resource, 'repair', resource.repair ?? resource.make);
    const effect = message('As declared again: {0}', resource.effect);
    return { resource, anew: false, step: { ...step, effect, fresh: false } };
  }
  return { resource, anew: false };
}

/** Nothing of it is known here. */
function decideNew(resource: Resource, seen: Observed, input: PlanInput): Decision {
  switch (seen.state) {
    case 'foreign':
      return { resource, anew: false, problem: foreign(resource, seen.owner) };
    case 'there':
      if (resource.mark !== undefined && !resource.inPlace) return { resource, anew: false, problem: orphan(resource) };
      if (resource.restores ? !differs(resource.declared, seen.real) : !resource.inPlace)
        return { resource, anew: false };
      return make(resource, input);
    default:
      return make(resource, input);
  }
}

function make(resource: Resource, { reality }: PlanInput): Decision {
  const before = (resource.restores ?? []).flatMap((file): readonly Action[] => {
    const value = reality.files.get(file);
    return value === undefined ? [] : [{ kind: 'write', file, value: value.split(/\s+/).join(' ') }];
  });
  const step = stepOf(resource, 'make', resource.make);
  return { resource, anew: true, step: { ...step, undo: [...step.undo, ...before] } };
}

/** What was there before anything of it was made stays what is put back. */
function again(
  resource: Resource,
  record: ResourceRecord,
  change: PlanStep['change'],
  why: Message | undefined,
): Decision {
  const step = stepOf(resource, change, resource.make);
  const undo = resource.restores ? record.remove : step.undo;
  return { resource, anew: true, step: { ...step, undo }, ...(why && { why }) };
}

function stepOf(resource: Resource, change: PlanStep['change'], actions: readonly Action[]): PlanStep {
  const { id, of, effect, call, remove, mark } = resource;
  return { id, change, of, effect, call, actions, fresh: true, undo: remove, ...(mark !== undefined && { mark }) };
}

function sameFields(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Whether something that can be read is not as declared. */
function differs(declared: Fields, real: Fields): boolean {
  return Object.entries(real).some(([field, value]) => field in declared && declared[field] !== value);
}

function isEnded({ id }: Resource, { restart, reality }: PlanInput): boolean {
  const [kind, name = ''] = id.split(':');
  return restart === true && kind === 'container' && reality.containers.get(name)?.state === 'exited';
}

function foreign({ of, id }: Resource, owner: Message): PlanProblem {
  const name = id.slice(id.indexOf(':') + 1);
  return {
    code: 'foreign',
    of,
    message: message('{0} is there already, and belongs to {1}.', name, owner),
    remedy: message('Choose another name, or remove it yourself.'),
  };
}

function orphan({ of, id }: Resource): PlanProblem {
  const name = id.slice(id.indexOf(':') + 1);
  return {
    code: 'orphan',
    of,
    message: message('{0} is left over from an earlier run, and nothing is written down of it.', name),
    remedy: message('Remove it with isolens down --orphans.'),
  };
}

/** What is declared no longer, and what is made anew; what was made last goes first. */
function removals({ spec, state, reality, resources }: PlanInput, decisions: readonly Decision[]): readonly PlanStep[] {
  const declared = new Set(resources.map(({ id }) => id));
  const anew = new Set(decisions.flatMap(({ resource, anew: is, step }) => (is && step ? [resource.id] : [])));
  const going = (state?.resources ?? []).filter(({ id }) => anew.has(id) || !declared.has(id));
  const ids = new Set(going.map(({ id }) => id));
  return going.toReversed().map((record) => removalOf(record, ids, spec.environment, reality));
}

/** What goes with something else needs no action of its own. */
function removalOf(
  record: ResourceRecord,
  going: ReadonlySet<ResourceId>,
  environment: string,
  reality: Reality,
): PlanStep {
  const { id, of, remove, within } = record;
  const idle = within.some((each) => going.has(each)) || isForeign(record, environment, reality);
  return {
    id,
    change: 'remove',
    of,
    effect: message('Remove {0}', id.replace(':', ' ')),
    call: '',
    actions: idle ? [] : remove,
    fresh: false,
    undo: [],
  };
}

/** Somebody made another thing of that name since. Before it was marked ours has no alias. */
function isForeign({ guard, made }: ResourceRecord, environment: string, reality: Reality): boolean {
  const link = guard && realLink(reality, guard.network, guard.link)?.link;
  if (!link || environmentOfMark(link.alias) === environment) return false;
  return made || link.alias !== undefined;
}

function restartsOf({ state, reality }: PlanInput, decisions: readonly Decision[]): Plan['restarts'] {
  const known = new Set(state?.resources.map(({ id }) => id));
  return decisions.flatMap(({ resource: { id, of }, anew, step, why }) => {
    const runs = id.startsWith('container:') && known.has(id) && reality.containers.get(of)?.state === 'running';
    return runs && anew && step ? [{ container: of, because: why ?? message('what it is made of is made anew') }] : [];
  });
}

function endedContainers({ spec, reality, restart }: PlanInput): readonly Message[] {
  if (restart) return [];
  return spec.containers.flatMap(({ name }) => {
    const status = reality.containers.get(name);
    if (status?.state !== 'exited') return [];
    const how = status.signal ?? String(status.exitCode ?? '?');
    return message('{0} has ended ({1}) and is not started again: that is what restart is for.', name, how);
  });
}
