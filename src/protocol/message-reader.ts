import type { Message, MessageArgument } from '../base/message.ts';
import { invalid } from './fields.ts';
import { list, object, type Reader, text } from './reader.ts';

/** Sentences in sentences in sentences. */
const DEEPEST = 4;

/** A sentence with its arguments. */
export const messageReader: Reader<Message> = messageAt(0);

function messageAt(depth: number): Reader<Message> {
  return object<Message>({ text: text(1000), args: list(argumentAt(depth), 16) });
}

function argumentAt(depth: number): Reader<MessageArgument> {
  return (value, place) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string') return text()(value, place);
    if (depth === DEEPEST) throw invalid(place, 'text or a number');
    return messageAt(depth + 1)(value, place);
  };
}
