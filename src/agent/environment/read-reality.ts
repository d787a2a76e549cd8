import { readFileSync, statSync } from 'node:fs';
import { containerDirectory, type PlanHost } from '../../model/environment/host.ts';
import type { Reality, RealityLook, RealNetwork } from '../../model/environment/resource.ts';
import { NETNS_DIR } from '../../model/operation/netns.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { readNetwork } from '../discover/network/network-reader.ts';
import { SyscallError } from '../kernel/errno.ts';
import { withFd } from '../kernel/fd.ts';
import { toolOutput } from '../run/tool.ts';
import { readContainerStatus } from './container-status.ts';

const HOST_NETNS = '/proc/self/ns/net';

/** Reads what is there of an environment. Nothing throws: what cannot be read is absent. */
export async function readReality(look: RealityLook, environment: string, host: PlanHost): Promise<Reality> {
  const tables = new Map<string, ReadonlySet<string>>();
  for (const name of host.missing.includes('nft') ? [] : look.tables) {
    const found = await tablesOf(name);
    if (found) tables.set(name, found);
  }
  return {
    networks: present(look.networks, networkOf),
    files: present(look.files, fileText),
    directories: new Set(look.directories.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())),
    tables,
    containers: present(look.containers, (name) => readContainerStatus(containerDirectory(host, environment, name))),
    units: await activeUnits(look.units, host),
  };
}

function present<T>(names: readonly string[], read: (name: string) => T | undefined): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** The file of a network namespace: that of the agent, or one of ip-netns(8). */
export function netnsFile(name: string): string {
  return name === 'host' ? HOST_NETNS : `${NETNS_DIR}/${name}`;
}

function networkOf(name: string): RealNetwork | undefined {
  const file = netnsFile(name);
  const inode = statSync(file, { throwIfNoEntry: false })?.ino;
  if (inode === undefined) return undefined;
  try {
    return { inode, network: withFd(file, (fd) => readNetwork(`net:[${inode}]`, fd)) };
  } catch (error) {
    // A name without a namespace behind it, or one that may not be entered: it is there all the same.
    if (error instanceof SyscallError) return { inode };
    throw error;
  }
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/\n$/, '');
  } catch {
    return undefined;
  }
}

/** Names of the tables of family inet; undefined when they cannot be asked for. */
async function tablesOf(network: string): Promise<ReadonlySet<string> | undefined> {
  const list = ['list', 'tables', 'inet'];
  try {
    const text =
      network === 'host'
        ? await toolOutput('nft', list)
        : await toolOutput('nsenter', [`--net=${netnsFile(network)}`, 'nft', ...list]);
    return new Set([...text.matchAll(/^table inet (\S+)$/gm)].map(([, name = '']) => name));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function activeUnits(units: readonly string[], { user }: PlanHost): Promise<ReadonlySet<string>> {
  const active = new Set<string>();
  for (const unit of units) {
    try {
      await toolOutput('systemctl', [...(user ? ['--user'] : []), 'is-active', unit]);
      active.add(unit);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  return active;
}
