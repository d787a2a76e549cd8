import { message } from '../../base/message.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import { isOlder } from '../../model/spec/version.ts';
import { namespacesOf, ownKinds } from '../container-namespaces.ts';
import { type Container, isIdMap, isRootfs } from '../generated/ast.ts';
import { settingOf } from '../spec-index.ts';
import { defineCheck, type Finding, type Place } from './check.ts';

/** The first release of runc with time namespaces. */
const RUNC_TIME = '1.2';
/** The first release of util-linux whose unshare(1) can make time namespaces. */
const UNSHARE_TIME = '2.36';

/** The first release of util-linux whose unshare(1) writes any map, as `inside:outside:count`. */
const UNSHARE_MAP = '2.39';

interface Trouble extends Finding {
  readonly at: Place;
}

function kindPlace(container: Container, kind: string): Place {
  const list = namespacesOf(container);
  return list ? { node: list, property: 'kinds', index: list.kinds.indexOf(kind) } : { node: container };
}

function timeTrouble(container: Container, tools: NonNullable<HostFacts['tools']>): Trouble[] {
  if (!ownKinds(container).has('time')) return [];
  const at = kindPlace(container, 'time');
  if (tools.unshare === null) return [{ at, message: message('unshare is not installed on this host (util-linux).') }];
  if (tools.unshare !== undefined && isOlder(tools.unshare, UNSHARE_TIME)) {
    return [
      {
        at,
        message: message('unshare {0} of this host makes no time namespaces: {1} does.', tools.unshare, UNSHARE_TIME),
      },
    ];
  }
  const root = settingOf(container, isRootfs)?.path;
  if (root === undefined || !tools.runc || !isOlder(tools.runc, RUNC_TIME)) return [];
  const text = message('runc {0} of this host makes no time namespaces: the engine util-linux is taken.', tools.runc);
  return [{ at, severity: 'information', message: text }];
}

function mapTrouble(container: Container, { rootless, tools }: HostFacts): Trouble[] {
  const map = settingOf(container, isIdMap);
  if (!map) return [];
  const at = { node: map };
  if (rootless && tools?.newuidmap === null) {
    return [{ at, message: message('Without root this takes newuidmap, which is not installed (package uidmap).') }];
  }
  const runtime = settingOf(container, isRootfs)?.path !== undefined && (tools?.runc || tools?.crun);
  if (runtime || !tools?.unshare || !isOlder(tools.unshare, UNSHARE_MAP)) return [];
  const text = message(
    'unshare {0} of this host takes one range only, and the host’s ids first (--map-users): the map is written without it.',
    tools.unshare,
  );
  return [{ at, severity: 'information', message: text }];
}

function engineTrouble(container: Container, { cgroups, tools }: HostFacts): Trouble[] {
  const root = settingOf(container, isRootfs);
  if (root?.path === undefined || cgroups?.mode !== 'hybrid' || !tools?.crun || tools.runc !== null) return [];
  const text = message('crun refuses hybrid cgroups, which this host has: the engine util-linux is taken.');
  return [{ at: { node: root }, severity: 'information', message: text }];
}

export const x03 = defineCheck({
  code: 'X03',
  severity: 'warning',
  title: 'A tool of the host that is too old or missing',
  explanation:
    'Containers are made by unshare(1) of util-linux, or by runc or crun. runc makes time namespaces from 1.2 on; crun refuses hosts with ' +
    'hybrid cgroups; without root, maps of more than one id are written by newuidmap(1); unshare takes several ranges, in the order of the kernel, from 2.39 on. Where another engine can do it, that one is taken, and this says so.',
  on: ['Container'],
  check(container, { facts, report }) {
    if (!facts?.tools) return;
    const troubles = [
      ...timeTrouble(container, facts.tools),
      ...mapTrouble(container, facts),
      ...engineTrouble(container, facts),
    ];
    for (const { at, ...finding } of troubles) report(at, finding);
  },
});
