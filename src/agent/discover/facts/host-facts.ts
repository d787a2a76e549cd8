import os from 'node:os';
import { parseCpuList } from '../../../model/cgroup/cpu-list.ts';
import { cgroupMountWords } from '../../../model/cgroup/hierarchy.ts';
import { type Mount, parseMountinfo } from '../../../model/mount.ts';
import type { HostFacts, HostLink, HostRoute } from '../../../model/spec/host-facts.ts';
import { readBootTime } from '../host/boot-time.ts';
import { cgroupMode } from '../host/cgroup-mode.ts';
import { agentRights } from '../host/rights.ts';
import { textFile } from '../host/text-file.ts';
import { inSlices, turn } from '../slices.ts';
import { Users } from '../users.ts';
import { readBlockDevices, readHugepageSizes } from './devices.ts';
import { readLinkKinds } from './link-kinds.ts';
import { readLinks } from './links.ts';
import { parseListening, parseRoutes4, parseRoutes6, type RouteRow } from './parse-net.ts';
import { parseSubordinateIds } from './subordinate-ids.ts';
import { readTools, TOOLS } from './tools.ts';

/** What does not change while the agent runs. */
type Fixed = Pick<HostFacts, 'tools' | 'linkKinds' | 'kernel' | 'machine' | 'bootTime' | 'lastCapability'>;
type Facts = { -readonly [K in keyof HostFacts]: HostFacts[K] | undefined };

/** Reads what checks may know of this host. Nothing throws: what cannot be read is absent. */
export class HostFactsReader {
  readonly #users = new Users();
  readonly #tools: typeof TOOLS;
  #fixed: Promise<Fixed> | undefined;

  /** @param tools which are asked for their versions: each has to be run */
  constructor(tools = TOOLS) {
    this.#tools = tools;
  }

  async read(): Promise<HostFacts> {
    this.#fixed ??= readFixed(this.#tools);
    const links = await inSlices(readLinks());
    const blockDevices = await inSlices(readBlockDevices());
    return known({
      ...(await this.#fixed),
      ...this.#plain(),
      ...(await readNetwork(links ?? [])),
      links,
      blockDevices,
    });
  }

  #plain(): Partial<Facts> {
    const rights = agentRights(undefined);
    const swap = /^SwapTotal:\s+(\d+) kB$/m.exec(textFile('/proc/meminfo') ?? '')?.[1];
    this.#users.refresh();
    return {
      cpus: idList('/sys/devices/system/cpu/online'),
      memoryNodes: idList('/sys/devices/system/node/online'),
      memory: os.totalmem(),
      swap: swap === undefined ? undefined : Number(swap) * 1024,
      hugepageSizes: readHugepageSizes(),
      cgroups: readCgroups(parseMountinfo(textFile('/proc/self/mountinfo') ?? '')),
      subuids: parseSubordinateIds(textFile('/etc/subuid') ?? '', rights.uid, this.#users.name(rights.uid)),
      rootless: rights.level === 'user',
    };
  }
}

/** Without what is not known. */
function known(facts: Partial<Facts>): HostFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as HostFacts;
}

async function readFixed(tools: typeof TOOLS): Promise<Fixed> {
  const last = Number.parseInt(textFile('/proc/sys/kernel/cap_last_cap') ?? '', 10);
  return known({
    tools: await readTools(tools),
    linkKinds: readLinkKinds(),
    kernel: /^\d+(?:\.\d+)*/.exec(os.release())?.[0],
    machine: os.machine(),
    bootTime: readBootTime(),
    lastCapability: Number.isNaN(last) ? undefined : last,
  });
}

/** Of the agent's network namespace, in two turns: each file may have thousands of lines. */
async function readNetwork(links: readonly HostLink[]): Promise<Partial<Facts>> {
  const routes4 = textFile('/proc/net/route');
  const routes6 = textFile('/proc/net/ipv6_route');
  const routes = routes4 === undefined ? undefined : [...parseRoutes4(routes4), ...parseRoutes6(routes6 ?? '')];
  const owners = new Map(links.map(({ name, environment }) => [name, environment]));
  await turn();
  const listening = (['tcp', 'udp'] as const).flatMap((protocol) => {
    const text = `${textFile(`/proc/net/${protocol}`) ?? ''}\n${textFile(`/proc/net/${protocol}6`) ?? ''}`;
    return parseListening(text, protocol);
  });
  return { routes: routes?.map((route) => hostRoute(route, owners.get(route.device))), listening };
}

/** What leads to a link of an environment is of that environment. */
function hostRoute({ to }: RouteRow, environment: string | undefined): HostRoute {
  return { to, ...(environment !== undefined && { environment }) };
}

function idList(path: string): readonly number[] | undefined {
  const text = textFile(path);
  return text === undefined ? undefined : parseCpuList(text);
}

/** Controllers that are attached to a hierarchy which is mounted where the agent sees it. */
export function readCgroups(mounts: readonly Mount[]): HostFacts['cgroups'] {
  const { mode, mounts: places } = cgroupMode(mounts);
  if (mode === 'none') return undefined;
  const v1 = mounts.filter(({ fsType }) => fsType === 'cgroup').flatMap((mount) => cgroupMountWords(mount).controllers);
  const v2 = places
    .filter(({ version }) => version === 2)
    .flatMap(({ path }) => textFile(`${path}/cgroup.controllers`)?.split(' ') ?? []);
  return { mode, controllers: [...new Set([...v1, ...v2])].filter((name) => name !== '') };
}
