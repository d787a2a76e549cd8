import { netnsNameProblem } from '../model/operation/netns.ts';
import { OPERATION_KINDS, type Operation } from '../model/operation/operation.ts';
import { SIGNALS, type SignalName } from '../model/operation/signal.ts';
import { type Fields, fields, invalid, textField, wordField } from './fields.ts';
import { namespaceField } from './namespace-id.ts';
import { readGroupOperation } from './read-group-operation.ts';
import { isLinkKind, readLinkOperation } from './read-link-operation.ts';
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
      return isLinkKind(kind) ? readLinkOperation(kind, value, place) : readGroupOperation(kind, operation, place);
  }
}

function nameField(value: Fields, place: string): string {
  const name = textField(value, 'name', place);
  if (netnsNameProblem(name)) throw invalid(`${place}.name`, 'a name of letters, digits, “_”, “.” and “-”');
  return name;
}
