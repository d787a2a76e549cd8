import type { Notification, Request } from '../../protocol/protocol.ts';

/** Reads the parameters of a request and answers it. */
export type Route = (params: unknown) => unknown;

/** Method name to what answers it. */
export type Routes = ReadonlyMap<string, Route>;

/** Binds a request to the reader of its parameters and to its handler. */
export function route<P, R>(
  request: Request<P, R>,
  read: (params: unknown) => P,
  handle: (params: P) => R | Promise<R>,
): [string, Route] {
  return [request.method, (params) => handle(read(params))];
}

/** Binds a notification to the reader of its parameters and to its handler. */
export function notice<P>(
  notification: Notification<P>,
  read: (params: unknown) => P,
  handle: (params: P) => void,
): [string, Route] {
  return [notification.method, (params) => handle(read(params))];
}
