import type { ResolvedSpec } from '../spec/spec.ts';
import type { Action } from './action.ts';
import type { EngineName } from './launch.ts';
import type { ResourceId } from './plan.ts';
import type { Fields, LinkName } from './resource.ts';

/** What is known of an environment that was made, or of which something was. */
export interface EnvironmentState {
  readonly environment: string;
  /** The `.cspec` file, absolute. */
  readonly file: string;
  /** Where its relative paths are seen from. */
  readonly base: string;
  /** Of another boot: nothing of it is there. */
  readonly bootId: string;
  readonly engine: EngineName;
  /** As it was when something was made last. */
  readonly spec: ResolvedSpec;
  /** In the order in which they were made. */
  readonly resources: readonly ResourceRecord[];
}

export interface ResourceRecord {
  readonly id: ResourceId;
  readonly of: string;
  readonly declared: Fields;
  readonly remove: readonly Action[];
  readonly needs: readonly ResourceId[];
  readonly within: readonly ResourceId[];
  readonly guard?: LinkName;
  /** False: its making, or its removal, was begun and not ended. */
  readonly made: boolean;
}

/**
 * A line of the journal of an environment. `begin` is written before something is made, `made` after; `removing` and `gone`
 * likewise.
 */
export type StateLine =
  | ({ readonly line: 'open' } & Omit<EnvironmentState, 'resources'>)
  | { readonly line: 'begin'; readonly resources: readonly Omit<ResourceRecord, 'made'>[] }
  | { readonly line: 'made' | 'removing' | 'gone'; readonly ids: readonly ResourceId[] };

/** What a journal tells; undefined for one without a beginning. */
export function stateOf(lines: readonly StateLine[]): EnvironmentState | undefined {
  const records = new Map<ResourceId, ResourceRecord>();
  let opened: Omit<EnvironmentState, 'resources'> | undefined;
  for (const line of lines) {
    if (line.line === 'open') {
      const { line: _, ...rest } = line;
      opened = rest;
    } else apply(line, records);
  }
  return opened && { ...opened, resources: [...records.values()] };
}

function apply(line: Exclude<StateLine, { line: 'open' }>, records: Map<ResourceId, ResourceRecord>): void {
  if (line.line === 'begin') {
    for (const each of line.resources) {
      records.delete(each.id);
      records.set(each.id, { ...each, made: false });
    }
    return;
  }
  for (const id of line.ids) {
    const record = records.get(id);
    if (line.line === 'gone') records.delete(id);
    else if (record) records.set(id, { ...record, made: line.line === 'made' });
  }
}
