import { type Message, message } from '../../base/message.ts';
import { shellLine } from '../../base/text.ts';
import { groupPlace } from '../cgroup/hierarchy.ts';
import { type MoveProcesses, moveProcesses, PROCS } from '../operation/cgroup/move.ts';
import type { Look, Seen } from '../operation/look.ts';
import type { Description, Refusal, Step } from '../operation/operation.ts';
import type { Snapshot } from '../snapshot.ts';
import { nsenterArgv, unshareArgv } from './argv.ts';
import { cloneFlag, createRefusals, createWarnings, unshareCall } from './create-rules.ts';
import type { Create, Enter, Join } from './enter.ts';
import { joinDangers, joinRefusals, joinWarnings } from './join-rules.ts';
import { findJoin, typedJoin } from './joined.ts';
import { enterName } from './name.ts';

/** What was looked at before. */
export interface EnterSeen {
  /** A shell that is in the root directory where the program begins; undefined when none was found. */
  readonly shell: string | undefined;
  readonly groups: Seen;
}

/** Joining a group is what moving a process there is, with the same rules. */
function moveOf({ groups }: Join): MoveProcesses {
  return { kind: 'cgroup.move', moves: groups.map((group) => ({ ...group, processes: [] })) };
}

/** What must be looked at before. */
export function lookBeforeEnter({ target }: Enter, snapshot: Snapshot): Look {
  if (target.kind === 'create' || target.groups.length === 0) return {};
  return moveProcesses.look?.(moveOf(target), snapshot) ?? {};
}

/**
 * What is done to run the program, as a person could do it by hand: a step for each group, which moves the shell that it
 * is typed in, and one command. Isolens runs the same, with all it names open before.
 */
export function describeEnter(enter: Enter, snapshot: Snapshot, seen: EnterSeen): Description {
  const { target } = enter;
  const described =
    target.kind === 'join'
      ? describeJoin(enter, target, snapshot, seen)
      : describeCreate(enter, target, snapshot, seen);
  return { ...described, refusals: [...described.refusals, ...shellRefusals(enter, seen)] };
}

/** Its argv, where that is known. */
export function commandOf({ command }: Enter, { shell = '/bin/sh' }: Pick<EnterSeen, 'shell'>): readonly string[] {
  return command ?? [shell];
}

function describeCreate(enter: Enter, target: Create, snapshot: Snapshot, seen: EnterSeen): Description {
  const command = commandOf(enter, seen);
  return {
    title: titleOf(enter, snapshot),
    steps: [
      {
        effect: message('Run {0} in new namespaces', shellLine(command)),
        command: unshareArgv(target.kinds, enter.user, command),
        call: `${unshareCall(target.kinds)}, execve`,
      },
    ],
    danger: 'none',
    warnings: createWarnings(target),
    refusals: createRefusals(target, snapshot),
  };
}

function describeJoin(enter: Enter, target: Join, snapshot: Snapshot, seen: EnterSeen): Description {
  const { user } = enter;
  const found = findJoin(target, user, snapshot);
  const moved = moveProcesses.describe(moveOf(target), snapshot, seen.groups);
  const command = commandOf(enter, seen);
  const dangers = joinDangers(found, target, snapshot);
  const kinds = found.namespaces.map(({ kind }) => kind);
  const calls = [
    ...kinds.map((kind) => `setns(${cloneFlag(kind)})`),
    ...(target.take.includes('root') ? ['chroot'] : []),
    'execve',
  ];
  return {
    title: titleOf(enter, snapshot),
    steps: [
      ...groupSteps(target, snapshot),
      {
        effect: message('Run {0}', shellLine(command)),
        command: nsenterArgv(typedJoin(found, target), command),
        call: calls.join(', '),
      },
    ],
    danger: dangers.length > 0 ? 'harm' : 'none',
    warnings: [...dangers, ...moved.warnings, ...joinWarnings(found, target, user, snapshot)],
    refusals: [
      ...found.refusals,
      ...rootRefusals(enter, kinds.includes('user'), snapshot),
      ...joinRefusals(found, snapshot),
      ...moved.refusals,
    ],
  };
}

/** 0 stands for the process that writes it (cgroups(7)). */
function groupSteps({ groups }: Join, { hierarchies }: Snapshot): Step[] {
  return groups.flatMap(({ group }) => {
    const at = groupPlace(group, hierarchies);
    if (!at) return [];
    const write = { file: `${at.directory}/${PROCS}`, value: '0' };
    return [{ effect: message('Move to the group {0}', at.directory), write, call: 'write' }];
  });
}

function rootRefusals({ user }: Enter, entersUser: boolean, { host }: Snapshot): Refusal[] {
  if (user === 'own' || entersUser || host.agent.uid === 0) return [];
  return [
    {
      code: 'denied',
      message: message('Only in a user namespace can an ordinary user be root.'),
      remedy: message('Enter the user namespace, too, or stay the user that you are.'),
    },
  ];
}

function shellRefusals({ command }: Enter, { shell }: EnterSeen): Refusal[] {
  if (command || shell !== undefined) return [];
  return [
    {
      code: 'missing',
      message: message('There is no shell in its root directory.'),
      remedy: message('Run a program that is there, or leave out the mount namespace and the root directory.'),
    },
  ];
}

function titleOf(enter: Enter, snapshot: Snapshot): Message {
  const where = enterName(enter, snapshot);
  return enter.command ? message('Run {0} in {1}', shellLine(enter.command), where) : message('Enter {0}', where);
}
