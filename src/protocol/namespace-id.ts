import type { NamespaceId } from '../model/namespace.ts';
import { type Fields, invalid, textField } from './fields.ts';
import { type Reader, text } from './reader.ts';

/** What {@link NamespaceId} describes. */
const NAMESPACE_ID = /^[a-z]{2,6}:\[\d{1,20}\](?:[#@]|$)/;
/** It can hold the path of a mount. */
const NAMESPACE_ID_LENGTH = 8192;

function isNamespaceId(text: string): boolean {
  return NAMESPACE_ID.test(text);
}

/** A field that is the id of a namespace: never the name of something that every object has. @throws ProtocolError invalid */
export function namespaceField(value: Fields, name: string, place: string): NamespaceId {
  const id = textField(value, name, place, NAMESPACE_ID_LENGTH);
  if (!isNamespaceId(id)) throw invalid(`${place}.${name}`, 'the id of a namespace');
  return id;
}

/** The same as a value of its own. */
export const namespaceIdReader: Reader<NamespaceId> = (value, place) => {
  const id = text(NAMESPACE_ID_LENGTH)(value, place);
  if (!isNamespaceId(id)) throw invalid(place, 'the id of a namespace');
  return id;
};
