import { type CgroupId, parseCgroupId } from '../../model/cgroup/cgroup.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import type { Operation } from '../../model/operation/operation.ts';
import type { ProcessId } from '../../model/process.ts';
import { countField, fields, flagField, invalid, textField, wordField } from '../../protocol/fields.ts';
import { namespaceField, namespaceIdReader } from '../../protocol/namespace-id.ts';
import type { Attention, InitializeParams } from '../../protocol/protocol.ts';
import { readOperation } from '../../protocol/read-operation.ts';
import { ID_LENGTH, processField } from '../../protocol/read-process.ts';
import { list, object, type Reader } from '../../protocol/reader.ts';

/** What a client sent along, as a handler takes it. */
export function params<T>(read: Reader<T>): (value: unknown) => T {
  return (value) => read(value, 'params');
}

/** `vscode-jsonrpc` sends no parameter as null, or as a list of one null. */
export function noParams(value: unknown): null {
  const empty = value === undefined || value === null || (Array.isArray(value) && value.every((item) => item === null));
  if (!empty) throw invalid('params', 'nothing');
  return null;
}

export function initializeParams(value: unknown): InitializeParams {
  const params = fields(value, 'params');
  return { protocol: countField(params, 'protocol', 'params'), build: textField(params, 'build', 'params') };
}

const ATTENTIONS: readonly Attention[] = ['focused', 'visible', 'hidden'];

export function attentionParams(value: unknown): { readonly attention: Attention } {
  return { attention: wordField(fields(value, 'params'), 'attention', 'params', ATTENTIONS) };
}

export function refreshParams(value: unknown): { readonly rescan: boolean } {
  return { rescan: flagField(fields(value, 'params'), 'rescan', 'params') };
}

export function namespaceParams(value: unknown): { readonly namespace: NamespaceId } {
  return { namespace: namespaceField(fields(value, 'params'), 'namespace', 'params') };
}

export function pairParams(value: unknown): { readonly a: NamespaceId; readonly b: NamespaceId } {
  const params = fields(value, 'params');
  return { a: namespaceField(params, 'a', 'params'), b: namespaceField(params, 'b', 'params') };
}

export function processParams(value: unknown): { readonly process: ProcessId } {
  return { process: processField(fields(value, 'params'), 'params') };
}

/** Counters of so many namespaces are read at once, at the most. */
const MOST_NAMESPACES = 2000;
const readNamespaces = object<{ readonly namespaces: readonly NamespaceId[] }>({
  namespaces: list(namespaceIdReader, MOST_NAMESPACES),
});

export function namespacesParams(value: unknown): { readonly namespaces: readonly NamespaceId[] } {
  return readNamespaces(value, 'params');
}

export function watchingParams(value: unknown): { readonly watching: boolean } {
  return { watching: flagField(fields(value, 'params'), 'watching', 'params') };
}

/** So many groups are read at once, at the most. */
const MOST_GROUPS = 2000;
/** PATH_MAX, and the number of the hierarchy. */
const GROUP_LENGTH = 4096 + 8;

export function groupsParams(value: unknown): { readonly groups: readonly CgroupId[] } {
  const { groups } = fields(value, 'params');
  if (!Array.isArray(groups) || groups.length > MOST_GROUPS)
    throw invalid('params.groups', `up to ${MOST_GROUPS} groups`);
  return { groups: groups.map((group: unknown, at) => groupId(group, `params.groups[${at}]`)) };
}

export function groupParams(value: unknown): { readonly group: CgroupId } {
  return { group: groupId(fields(value, 'params')['group'], 'params.group') };
}

function groupId(value: unknown, place: string): CgroupId {
  if (typeof value === 'string' && value.length <= GROUP_LENGTH && parseCgroupId(value)) return value;
  throw invalid(place, 'a group');
}

export function entryParams(value: unknown): { readonly entry: string } {
  return { entry: textField(fields(value, 'params'), 'entry', 'params', ID_LENGTH) };
}

export function captureParams(value: unknown): { readonly capture: string } {
  return { capture: textField(fields(value, 'params'), 'capture', 'params', ID_LENGTH) };
}

export function operationParams(value: unknown): { readonly operation: Operation } {
  return { operation: readOperation(fields(value, 'params')['operation'], 'params.operation') };
}
