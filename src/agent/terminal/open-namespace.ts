import { message } from '../../base/message.ts';
import { calledNamespace } from '../../model/enter/joined.ts';
import type { Namespace } from '../../model/namespace.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { openFirst, type Way } from '../discover/references.ts';

/**
 * Opens a namespace by one of the ways that led to it, if it is still the one that was meant: its number may have been given
 * again, and the kernel's number for good decides where it has one.
 * @returns a descriptor that the caller closes
 * @throws ProtocolError denied, gone
 */
export function openNamespace(ns: Namespace, ways: readonly Way[]): number {
  const errnos: string[] = [];
  const fd = openFirst(ns, ways, (_, errno) => errnos.push(errno));
  if (fd !== undefined) return fd;
  if (errnos.includes('EACCES') || errnos.includes('EPERM')) {
    throw new ProtocolError('denied', message('The namespace {0} cannot be opened.', calledNamespace(ns)));
  }
  throw new ProtocolError('gone', message('The namespace {0} has ended.', calledNamespace(ns)));
}
