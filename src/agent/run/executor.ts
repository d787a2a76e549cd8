import type { Seen } from '../../model/operation/look.ts';
import type { Operation } from '../../model/operation/operation.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Networks } from './link/networks.ts';

export interface ExecutionContext {
  /** What the operation was described, and not refused, with: a moment ago. */
  readonly snapshot: Snapshot;
  readonly seen: Seen;
  /** The undo that the description foresaw. */
  readonly undo: Operation | undefined;
  /** A fresh snapshot. */
  readonly rescan: () => Promise<Snapshot>;
  /** These processes are to be read again by the next scan. */
  readonly touch: (pids: readonly number[]) => void;
  /** Network namespaces, to act in. */
  readonly networks: Networks;
  /** Does an operation that takes a half of this one back; what fails in it is not told. */
  readonly takeBack: (operation: Operation) => Promise<void>;
}

/** How one kind of operation is done, after it was described and not refused. */
export interface Executor<O extends Operation> {
  /**
   * Does it, checking the identity of what it acts on at the last moment; on failure everything is as before.
   * @returns the operation that takes it back, where there is one
   * @throws ProtocolError, SyscallError
   */
  execute(operation: O, context: ExecutionContext): Promise<Operation | undefined>;
}
