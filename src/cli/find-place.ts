import { type Choice, enterNamespaces, enterProcess } from '../model/enter/choices.ts';
import type { Namespace, NamespaceKind } from '../model/namespace.ts';
import type { Process, ProcessId } from '../model/process.ts';
import { firstProcessOf, processByPid, type Snapshot } from '../model/snapshot.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { findNamespace, isCalled, isPid, readableProcess } from './find.ts';

/** How a person may name what is entered, for the help of commands. */
export const PLACE_HELP = `TARGET is a pid (all its namespaces, and its root directory), the name or id of a container (with its groups and
environment, too), also of one that \`up\` has made (box, lab/box), the name of a network namespace (sfo), or a namespace as for
\`explain holders\`.`;

/** A container of a `.cspec` file that runs. */
export interface MadeContainer {
  readonly environment: string;
  readonly name: string;
  /** Its first one. */
  readonly process: ProcessId;
}

/** What a person means by entering that; of it only these kinds, where some are given. @throws CliError */
export function findPlace(
  snapshot: Snapshot,
  made: readonly MadeContainer[],
  text: string,
  kinds: readonly NamespaceKind[],
): Choice {
  const process = processNamed(snapshot, text) ?? containerNamed(snapshot, text) ?? containerMade(snapshot, made, text);
  if (!process) return placeOfNamespace(snapshot, findNamespace(snapshot, text), kinds);
  const choice = enterProcess(process, snapshot);
  if (kinds.length === 0) return choice;
  const wanted = kinds.map((kind) => {
    const id = process.namespaces[kind];
    const ns = id === undefined ? undefined : snapshot.namespaces[id];
    if (!ns) throw new CliError(EXIT.no, `process ${process.pid} has no namespace of kind ${kind}`);
    return ns;
  });
  const { user, target } = enterNamespaces(wanted, snapshot);
  const takesRoot = kinds.includes('mnt') && choice.target.take.includes('root');
  return { user, target: { ...target, process: process.id, take: takesRoot ? ['root', 'cwd'] : [] } };
}

function placeOfNamespace(snapshot: Snapshot, ns: Namespace, kinds: readonly NamespaceKind[]): Choice {
  if (kinds.some((kind) => kind !== ns.kind)) throw usageError(`it is a namespace of kind ${ns.kind}`);
  return enterNamespaces([ns], snapshot);
}

function processNamed(snapshot: Snapshot, text: string): Process | undefined {
  if (!isPid(text) || !processByPid(snapshot, Number(text))) return undefined;
  return readableProcess(snapshot, Number(text));
}

/** Its oldest process. The beginning of an id will do. @throws CliError when several containers are called so */
function containerNamed(snapshot: Snapshot, text: string): Process | undefined {
  const found = Object.values(snapshot.containers).filter((each) => each.category !== 'unit' && isCalled(each, text));
  if (found.length > 1) throw usageError(`${text} means several containers`, 'Give more of the id of one of them.');
  return found[0] && firstProcessOf(found[0], snapshot);
}

/** @throws CliError when several environments have one of that name */
function containerMade({ processes }: Snapshot, made: readonly MadeContainer[], text: string): Process | undefined {
  const found = made.filter(({ environment, name }) => name === text || `${environment}/${name}` === text);
  if (found.length > 1) throw usageError(`${text} means several containers`, 'Say ENVIRONMENT/CONTAINER.');
  return found[0] && processes[found[0].process];
}
