import type { NamespaceId } from '../model/namespace.ts';
import { netnsNameProblem } from '../model/operation/netns.ts';
import { OPERATION_KINDS, type Operation } from '../model/operation/operation.ts';
import { SIGNALS, type SignalName } from '../model/operation/signal.ts';
import { type Fields, fields, invalid, textField, wordField } from './fields.ts';
import { readGroupOperation } from './read-group-operation.ts';
import { processField } from './read-process.ts';

/** An operation of a known kind with fields of the right form, from a request or the journal. @throws ProtocolError invalid */
export function readOperation(value: unknown, place: string): Operation {
  const operation = fields(value, place);
  const kind = wordField(operation, 'kind', place, OPERATION_KINDS);
  switch (kind) {
    case 'netns.create':
      return { kind, name: nameField(operation, place) };
    case 'netns.delete': {
      const namespace = namespaceField(operation, 'namespace', place);
      return { kind, name: nameField(operation, place), namespace };
    }
    case 'process.signal': {
      const signal = wordField(operation, 'signal', place, Object.keys(SIGNALS) as SignalName[]);
      return { kind, process: processField(operation, place), signal };
    }
    default:
      return readGroupOperation(kind, operation, place);
  }
}

function nameField(value: Fields, place: string): string {
  const name = textField(value, 'name', place);
  if (netnsNameProblem(name)) throw invalid(`${place}.name`, 'a name of letters, digits, “_”, “.” and “-”');
  return name;
}

/** What {@link NamespaceId} describes. */
const NAMESPACE_ID = /^[a-z]{2,6}:\[\d{1,20}\](?:[#@]|$)/;
/** It can hold the path of a mount. */
const NAMESPACE_ID_LENGTH = 8192;

/** A field that is the id of a namespace: never the name of something that every object has. @throws ProtocolError invalid */
export function namespaceField(value: Fields, name: string, place: string): NamespaceId {
  const id = textField(value, name, place, NAMESPACE_ID_LENGTH);
  if (!NAMESPACE_ID.test(id)) throw invalid(`${place}.${name}`, 'the id of a namespace');
  return id;
}
