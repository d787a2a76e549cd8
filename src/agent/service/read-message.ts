import { type ContentTypeDecoder, Message, type RequestMessage } from 'vscode-jsonrpc/node';
import { FramingError } from '../../protocol/framing.ts';

const ID_LENGTH = 100;
/** Nesting of parameters; the protocol's own are at most 3 deep. */
const DEPTH = 32;

/**
 * Reads a body as a request or notification: other messages no client of ours sends.
 * @throws SyntaxError, FramingError
 */
export function readMessage(body: Uint8Array): Message {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  if (typeof value !== 'object' || value === null) throw new FramingError('a message that is no object');
  const message = value as Message;
  if (!Message.isRequest(message) && !Message.isNotification(message)) {
    throw new FramingError('a message that is neither a request nor a notification');
  }
  const { id } = message as RequestMessage;
  if (typeof id === 'string' && id.length > ID_LENGTH) throw new FramingError('a request with a very long id');
  return message;
}

/** {@link readMessage} in the form that the reader of vscode-jsonrpc takes. */
export const messageDecoder: ContentTypeDecoder = {
  name: 'application/json',
  decode: (body) => Promise.resolve(body).then(readMessage),
};

/** Whether parameters are nested deeper than any request of the protocol needs. Does not recurse deeper itself. */
export function isTooDeep(value: unknown, limit = DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((item) => isTooDeep(item, limit - 1));
}
