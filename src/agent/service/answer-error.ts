import { ResponseError } from 'vscode-jsonrpc/node';
import { formatMessage, message } from '../../base/message.ts';
import { type ErrorData, ProtocolError } from '../../protocol/errors.ts';
import { isGone, SyscallError } from '../kernel/errno.ts';
import type { Log } from '../log.ts';

/** What a handler threw, as a coded error of the protocol. What nobody expected goes to the log with its stack. */
export function answerError(error: unknown, method: string, log: Log): ResponseError<ErrorData> {
  const known = error instanceof ProtocolError ? error : (fromSyscall(error) ?? unexpected(error, method, log));
  const text = `${formatMessage(known.data.message)} ${formatMessage(known.data.hint)}`;
  return new ResponseError(known.code, text, known.data);
}

function fromSyscall(error: unknown): ProtocolError | undefined {
  if (!(error instanceof SyscallError)) return undefined;
  const { call, path, errno } = error;
  const denied = errno === 'EPERM' || errno === 'EACCES';
  return new ProtocolError(
    denied ? 'denied' : isGone(errno) ? 'gone' : 'failed',
    message('{0} failed: {1}.', path ? `${call} ${path}` : call, errno),
  );
}

function unexpected(error: unknown, method: string, log: Log): ProtocolError {
  log('error', `${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new ProtocolError('failed', message('The agent failed to answer {0}.', method));
}
