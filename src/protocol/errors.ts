import { formatMessage, type Message, message } from '../base/message.ts';

/** The catalogue of expected errors: JSON-RPC code, a sentence for people and what to do. */
export const ERRORS = {
  'version-mismatch': {
    code: -33001,
    hint: message('Reload the window so that both parts of Isolens have the same version.'),
  },
  busy: { code: -33002, hint: message('Too many requests at once; try again in a moment.') },
  'too-large': { code: -33003, hint: message('The message is larger than the agent accepts.') },
  invalid: { code: -33004, hint: message('The request is not of the form the agent expects.') },
  gone: { code: -33005, hint: message('It has ended meanwhile; refresh the view.') },
  refused: { code: -33006, hint: message('Nothing was changed.') },
  denied: { code: -33007, hint: message('It needs more rights, usually root.') },
  failed: { code: -33008, hint: message('See the log for details.') },
  cancelled: { code: -33010, hint: message('What had been done of it was taken back.') },
  unsupported: { code: -33009, hint: message('This host cannot do it.') },
} as const satisfies Record<string, { code: number; hint: Message }>;

export type ErrorName = keyof typeof ERRORS;

/** The data of a JSON-RPC error that the agent answers with. */
export interface ErrorData {
  readonly name: ErrorName;
  readonly message: Message;
  readonly hint: Message;
}

/** An expected error: thrown by handlers, turned into a JSON-RPC error at the border. */
export class ProtocolError extends Error {
  readonly data: ErrorData;

  constructor(name: ErrorName, sentence: Message, hint: Message = ERRORS[name].hint) {
    super(sentence.text);
    this.name = 'ProtocolError';
    this.data = { name, message: sentence, hint };
  }

  get code(): number {
    return ERRORS[this.data.name].code;
  }
}

/** Reads the data of an error that came over the wire; undefined for an unexpected one. */
export function errorDataOf(error: unknown): ErrorData | undefined {
  const data = error instanceof Error && 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('name' in data) || !('message' in data) || !('hint' in data))
    return undefined;
  return typeof data.name === 'string' && Object.hasOwn(ERRORS, data.name) ? (data as ErrorData) : undefined;
}

/** What an error says, in English and raw: for a log. */
export function errorText(error: unknown): string {
  if (error instanceof ProtocolError) return formatMessage(error.data.message);
  return error instanceof Error ? error.message : String(error);
}
