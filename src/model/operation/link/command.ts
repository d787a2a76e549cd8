import type { Message } from '../../../base/message.ts';
import type { NamespaceId } from '../../namespace.ts';
import { commandIn, labelOf } from '../../network/labels.ts';
import { namespacePath } from '../../nsenter.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Look, Seen } from '../look.ts';
import type { Description, OperationType, Step } from '../operation.ts';

/** A word of a command; a namespace stands for what opens it. */
export type Word = string | { readonly netns: NamespaceId };

/** A command of iproute2 as it is said in the namespace that it acts in. */
export interface NetCommand {
  readonly effect: Message;
  /** `RTM_NEWLINK` (rtnetlink(7)). */
  readonly call: string;
  /** Absent where its words name the namespaces that it acts in. */
  readonly namespace?: NamespaceId;
  readonly words: readonly Word[];
  /** What takes it back in the same namespace, should a later one fail. */
  readonly back?: readonly string[];
}

/** A description before its commands are put in words for a shell. */
export interface NetPlan extends Omit<Description, 'steps'> {
  readonly commands: readonly NetCommand[];
}

/** What an operation on links is to do: a pure function, as its description is. */
export type NetPlanner<O> = (operation: O, snapshot: Snapshot, seen: Seen) => NetPlan;

/** How an operation is described whose commands are planned. */
export function plannedType<O>(look: (operation: O) => Look, plan: NetPlanner<O>): OperationType<O> {
  return {
    look,
    describe(operation, snapshot, seen) {
      const { commands, ...rest } = plan(operation, snapshot, seen);
      return { ...rest, steps: commands.map((command) => stepOf(command, snapshot)) };
    },
  };
}

/** As a person could type it. */
function stepOf({ effect, call, namespace, words }: NetCommand, snapshot: Snapshot): Step {
  const argv = words.map((word) => (typeof word === 'string' ? word : netnsWord(word.netns, snapshot)));
  const found = namespace === undefined ? undefined : snapshot.namespaces[namespace];
  const isElsewhere = found !== undefined && found.id !== snapshot.host.namespaces.net;
  return {
    effect,
    command: found ? commandIn(labelOf(snapshot, found), argv) : argv,
    call: isElsewhere ? `setns(CLONE_NEWNET), ${call}` : call,
  };
}

/** What `ip link … netns` takes: a name of ip-netns(8), or a path. */
function netnsWord(id: NamespaceId, snapshot: Snapshot): string {
  const found = snapshot.namespaces[id];
  if (!found || id === snapshot.host.namespaces.net) return OWN;
  return labelOf(snapshot, found).netns ?? namespacePath(found) ?? OWN;
}

const OWN = '/proc/self/ns/net';
