import type { Namespace } from '../model/namespace.ts';
import type { PathEnd } from '../model/network/path/report.ts';
import { processByPid, type Snapshot } from '../model/snapshot.ts';
import { parseAddress } from '../model/spec/address.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import { findNamespace, isCalled, isPid } from './find.ts';

/** How a person may name an end of a path, for the help of commands. */
export const END_HELP = `An end is the name of a network namespace (sfo), a container, a pid, host, an address (10.0.0.2, fd00::2), or both
as NS:ADDRESS (sfo:10.0.0.1). A namespace may also be named as for \`explain holders\`.`;

/** The end that a person means. @throws CliError */
export function findEnd(snapshot: Snapshot, text: string): PathEnd {
  if (isAddress(text)) return { address: text };
  const colon = text.indexOf(':');
  const behind = text.slice(colon + 1);
  if (colon > 0 && isAddress(behind)) {
    return { namespace: findNetwork(snapshot, text.slice(0, colon)).id, address: behind };
  }
  return { namespace: findNetwork(snapshot, text).id };
}

function isAddress(text: string): boolean {
  return !text.includes('/') && parseAddress(text) !== undefined;
}

function findNetwork(snapshot: Snapshot, text: string): Namespace {
  const all = Object.values(snapshot.namespaces).filter(({ kind }) => kind === 'net');
  const found =
    all.find(({ name }) => name === text) ??
    (text === 'host' ? all.find(({ initial }) => initial) : undefined) ??
    ofContainer(snapshot, text, all) ??
    ofProcess(snapshot, text);
  if (found) return found;
  const other = findNamespace(snapshot, text);
  if (other.kind === 'net') return other;
  throw usageError(`${text} is no network namespace`);
}

/** By name or id, or the beginning of an id. */
function ofContainer(snapshot: Snapshot, text: string, networks: readonly Namespace[]): Namespace | undefined {
  const containers = Object.values(snapshot.containers).filter((each) => isCalled(each, text));
  const ids = new Set(containers.map(({ id }) => id));
  const found = networks.filter(({ container }) => container !== undefined && ids.has(container));
  const processes = Object.values(snapshot.processes).filter(
    ({ container }) => container !== undefined && ids.has(container),
  );
  const all = new Set([...found.map(({ id }) => id), ...processes.flatMap(({ namespaces }) => namespaces.net ?? [])]);
  if (all.size > 1) throw usageError(`${text} has several network namespaces`, 'Name one of them.');
  const [only] = all;
  return only === undefined ? undefined : snapshot.namespaces[only];
}

function ofProcess(snapshot: Snapshot, text: string): Namespace | undefined {
  if (!isPid(text)) return undefined;
  const process = processByPid(snapshot, Number(text));
  if (!process) return undefined;
  const network = process.namespaces.net;
  if (network === undefined) {
    throw new CliError(
      EXIT.noRight,
      `the namespaces of process ${text} cannot be read`,
      'It takes root, with CAP_SYS_PTRACE over it.',
    );
  }
  return snapshot.namespaces[network];
}
