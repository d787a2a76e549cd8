import { type Message, message } from '../base/message.ts';
import { kernelName, type Namespace, type NamespaceId, type Pin } from './namespace.ts';
import { commandLine, type Process, type ProcessId, parseProcessId } from './process.ts';
import { membersOf, type Snapshot } from './snapshot.ts';

/** One reason why a namespace is alive. */
export type Holder =
  | { readonly kind: 'initial' }
  | { readonly kind: 'member'; readonly process: Process }
  | Pin
  /** A child pid or user namespace refers to its parent. */
  | { readonly kind: 'child'; readonly namespace: Namespace }
  /** A namespace refers to the user namespace that owns it. */
  | { readonly kind: 'owned'; readonly namespace: Namespace };

/** Every holder of a namespace: the kernel frees it when the last one goes (namespaces(7), "Namespace lifetime"). */
export function holdersOf(snapshot: Snapshot, id: NamespaceId): Holder[] {
  const ns = snapshot.namespaces[id];
  if (!ns) return [];
  const others = Object.values(snapshot.namespaces).filter((other) => other.id !== id);
  return [
    ...(ns.initial ? [{ kind: 'initial' } as const] : []),
    ...membersOf(snapshot, id).map((process) => ({ kind: 'member', process }) as const),
    ...ns.pins,
    ...others.filter((other) => other.parent === id).map((namespace) => ({ kind: 'child', namespace }) as const),
    ...others
      .filter((other) => other.owner === id && other.parent !== id)
      .map((namespace) => ({ kind: 'owned', namespace }) as const),
  ];
}

/** `1234 (sleep 60)`, or the pid alone of a process that has ended meanwhile. */
function processText(snapshot: Snapshot, id: ProcessId | undefined): string {
  const process = id === undefined ? undefined : snapshot.processes[id];
  return process ? `${process.pid} (${commandLine(process)})` : String(parseProcessId(id ?? '')?.pid ?? '?');
}

/** `net:[4026532200] sfo`: the kernel's name, and the one for people where there is one. */
function namespaceText(snapshot: Snapshot, id: NamespaceId): string {
  const ns = snapshot.namespaces[id];
  return ns ? [kernelName(ns), ns.name].filter(Boolean).join(' ') : id;
}

/** With its number in its own pid namespace, where that is another one (pid_namespaces(7)). */
function memberText(snapshot: Snapshot, { id, nspid }: Process): Message {
  const who = processText(snapshot, id);
  const inner = nspid.length > 1 ? nspid.at(-1) : undefined;
  if (inner === undefined) return message('Process {0} is in it.', who);
  return inner === 1
    ? message(
        'Process {0} is in it. It is process 1 of its pid namespace: with it the kernel ends all others there.',
        who,
      )
    : message('Process {0} is in it. In its own pid namespace it is process {1}.', who, inner);
}

/** One holder as a sentence. Its arguments are raw text. */
export function holderText(snapshot: Snapshot, holder: Holder): Message {
  switch (holder.kind) {
    case 'initial':
      return message('It is the initial namespace: it lives as long as the kernel.');
    case 'member':
      return memberText(snapshot, holder.process);
    case 'thread':
      return message(
        'Thread {0} ({1}) of process {2} is in it, the process itself is not.',
        holder.tid,
        holder.comm,
        processText(snapshot, holder.process),
      );
    case 'for_children':
      return message('The next child of process {0} will be in it.', processText(snapshot, holder.process));
    case 'fd':
      return message('Process {0} has it open as descriptor {1}.', processText(snapshot, holder.process), holder.fd);
    case 'socket':
      return message(
        'Descriptor {1} of process {0} is a socket that belongs to it.',
        processText(snapshot, holder.process),
        holder.fd,
      );
    case 'mount':
      return message('It is mounted at {0} in {1}.', holder.path, namespaceText(snapshot, holder.mnt));
    case 'unseen':
      return message('The kernel lists it, but nothing that can be read holds it.');
    case 'child':
      return message('It is the parent of {0}.', namespaceText(snapshot, holder.namespace.id));
    case 'owned':
      return message('It owns {0}.', namespaceText(snapshot, holder.namespace.id));
  }
}
