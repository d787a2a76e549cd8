import { type Message, message } from '../../../base/message.ts';
import { policyRefusals } from '../../enter/create-rules.ts';
import type { IdMapRange } from '../../namespace.ts';
import { coveredBy, type IdRange } from '../../spec/id-map.ts';
import type { ResolvedSpec, SpecContainer, SpecNetwork } from '../../spec/spec.ts';
import { sysctlNamespace } from '../../spec/sysctl.ts';
import type { OrdinaryUser, PlanHost } from '../host.ts';
import type { PlanProblem } from '../plan.ts';
import { isOwn, joinedContainers, outerMaps, sameMaps, withUserNamespaces } from './user-namespaces.ts';

/** What of a spec only root can make; and what of the rest this host does not let an ordinary user make. */
export function rootlessProblems(declared: ResolvedSpec, host: PlanHost): readonly PlanProblem[] {
  const { user } = host;
  if (!user) return [];
  const spec = withUserNamespaces(declared, user);
  return [
    ...spec.networks.flatMap(networkProblems),
    ...spec.wires.map(({ name }) =>
      denied(name, message('{0} joins network namespaces: only root can do that.', name), asRoot()),
    ),
    ...(spec.containers.length > 0 ? policyRefusals(user.policy) : []).map((each) =>
      denied(spec.environment, each.message, each.remedy),
    ),
    ...spec.containers.flatMap((each) => [
      ...joinProblems(each, spec, user),
      ...mapProblems(each, spec, host, user),
      ...nameProblems(each, host),
      ...badnessProblems(each, user),
    ]),
  ];
}

/** What a person may want to know of containers that are made without root. */
export function rootlessWarnings({ containers }: ResolvedSpec, { user }: PlanHost): readonly Message[] {
  if (!user) return [];
  return containers
    .filter(({ namespaces }) => namespaces.user.kind === 'host')
    .map(({ name }) => message('Without root {0} is in a user namespace: root inside is you outside.', name));
}

function denied(of: string, sentence: Message, remedy: Message): PlanProblem {
  return { code: 'denied', of, message: sentence, remedy };
}

function asRoot(): Message {
  return message('Do it as root, or leave it out.');
}

function networkProblems({ name, kind, ...network }: SpecNetwork): readonly PlanProblem[] {
  if (kind === 'host') return [denied(name, message('Only root can change the network of the host.'), asRoot())];
  if (kind === 'netns') {
    const remedy = message('Do it as root, or give a container one that nobody else has: namespaces [net].');
    return [denied(name, message('{0} has a name for everybody in /run/netns: only root can do that.', name), remedy)];
  }
  const parts = [network.interfaces, network.routes, network.nat, network.publish, network.sysctls, network.dns];
  if (parts.every(({ length }) => length === 0)) return [];
  return [denied(name, message('Only root can set up the network of {0}; without, it has lo alone.', name), asRoot())];
}

/** Namespaces can only be joined as root of the user namespace that they belong to. */
function joinProblems(container: SpecContainer, spec: ResolvedSpec, user: OrdinaryUser): readonly PlanProblem[] {
  const { name, namespaces } = container;
  const foreign = Object.values(namespaces).some(({ kind }) => kind === 'path' || kind === 'process');
  const problems = foreign
    ? [denied(name, message('{0} joins a namespace that is not of this file: only root can do that.', name), asRoot())]
    : [];
  const joined = joinedContainers(container, spec);
  const [first] = joined;
  if (!first) return problems;
  const owners = new Set([container, ...joined].map((each) => userOwner(each, spec)));
  if (owners.size > 1) {
    const remedy = message('Without root, let all of them have one: join user of {0}.', first.name);
    const sentence = message('{0} cannot join {1}: they have user namespaces of their own.', name, first.name);
    return [...problems, denied(name, sentence, remedy)];
  }
  const owner = userOwner(first, spec);
  if (owner && sameMaps(owner, outerMaps(owner, user))) return problems;
  const remedy = message('There, map 0 to your own id: {0}.', ownMapText(user));
  return [...problems, denied(name, message('{0} cannot join {1}: you are not root there.', name, first.name), remedy)];
}

/** The container whose user namespace it is that a container is in; itself, where it is its own. */
function userOwner({ name, namespaces }: SpecContainer, spec: ResolvedSpec): SpecContainer | undefined {
  const { user } = namespaces;
  const of = user.kind === 'join' ? user.of : name;
  const found = spec.containers.find((each) => each.name === of);
  return found && of !== name ? userOwner(found, spec) : found;
}

function mapProblems(
  container: SpecContainer,
  spec: ResolvedSpec,
  { missing }: PlanHost,
  user: OrdinaryUser,
): readonly PlanProblem[] {
  const { name, uidMap, gidMap } = container;
  const others = [
    ...uidMap.filter((each) => !isOwn(each, user.uid)),
    ...gidMap.filter((each) => !isOwn(each, user.gid)),
  ];
  const ours = isGiven(uidMap, user.uid, user.subuids) && isGiven(gidMap, user.gid, user.subgids);
  if (!ours) {
    const range = rangeText(others[0]);
    return [
      denied(
        name,
        message('{0} maps ids of the host that are not yours: {1}.', name, range),
        message(
          'Map your own id ({0}), or have root give you these: usermod --add-subuids {1} --add-subgids {1} YOU.',
          ownMapText(user),
          range,
        ),
      ),
    ];
  }
  if (others.length > 0 && ['newuidmap', 'newgidmap'].some((tool) => missing.includes(tool))) {
    const remedy = message('Install it (Debian: {0}).', 'apt-get install uidmap');
    return [denied(name, message('The command {0} was not found.', 'newuidmap'), remedy)];
  }
  // Whoever may not give up groups in the outer user namespace cannot enter another one.
  if (others.length > 0 && gidMap.every((each) => isOwn(each, user.gid))) {
    const remedy = message('Map both: {0}', 'map ids');
    return [denied(name, message('{0} maps users of /etc/subuid, but no groups of /etc/subgid.', name), remedy)];
  }
  return userProblems(container, userOwner(container, spec));
}

/** As a file says it: the user and the group of somebody need not have one number. */
function ownMapText({ uid, gid }: OrdinaryUser): string {
  if (uid === gid) return `map ids 0 to host ${uid} count 1`;
  return `map uids 0 to host ${uid} count 1, map gids 0 to host ${gid} count 1`;
}

function rangeText(range: IdMapRange | undefined): string {
  return range ? `${range.outside}-${range.outside + range.count - 1}` : '';
}

function isGiven(ranges: readonly IdMapRange[], own: number, given: readonly IdRange[]): boolean {
  return ranges.every((range) => isOwn(range, own) || coveredBy({ first: range.outside, count: range.count }, given));
}

function userProblems({ name, user }: SpecContainer, owner: SpecContainer | undefined): readonly PlanProblem[] {
  const has = (ranges: readonly IdMapRange[], id: number) =>
    ranges.some(({ inside, count }) => id >= inside && id < inside + count);
  if (owner?.namespaces.user.kind !== 'new' || (has(owner.uidMap, user.uid) && has(owner.gidMap, user.gid))) return [];
  const ids = `${user.uid}:${user.gid}`;
  const remedy = message('Take user 0:0, or give it the namespace user with a map that has these ids.');
  return [denied(name, message('{0} runs as {1}, which its user namespace does not have.', name, ids), remedy)];
}

/** /proc/sys/kernel/hostname and its like are for root of the host, whatever uts namespace they are of. */
function nameProblems({ name, hostname, sysctls }: SpecContainer, { missing }: PlanHost): readonly PlanProblem[] {
  const [uts] = sysctls.filter(({ key }) => sysctlNamespace(key) === 'uts');
  return [
    ...(uts ? [denied(name, message('Only root can set {0} of {1}.', uts.key, name), asRoot())] : []),
    ...(hostname !== undefined && missing.includes('hostname')
      ? [
          denied(
            name,
            message('The command {0} was not found.', 'hostname'),
            message('Install it (Debian: {0}).', 'apt-get install hostname'),
          ),
        ]
      : []),
  ];
}

/** The kernel lets only root make a process less likely to be killed. */
function badnessProblems({ name, oomScoreAdj }: SpecContainer, user: OrdinaryUser): readonly PlanProblem[] {
  if (oomScoreAdj === undefined || oomScoreAdj >= user.oomScoreAdj) return [];
  const sentence = message('Only root can give {0} the oom_score_adj {1}.', name, oomScoreAdj);
  return [denied(name, sentence, message('Without root it is {0} or more.', user.oomScoreAdj))];
}
