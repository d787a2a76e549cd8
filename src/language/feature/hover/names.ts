import { message } from '../../../base/message.ts';
import { formatSubnet } from '../../../model/spec/address.ts';
import { separateKinds } from '../../container-namespaces.ts';
import {
  type Cgroup,
  type Container,
  type Interface,
  isCgroup,
  isCommand,
  isContainer,
  isHost,
  isHostname,
  isInterface,
  isNetns,
  isProfile,
  isRootfs,
  isUse,
  type Link,
  type Place,
  type Profile,
} from '../../generated/ast.ts';
import { hiddenEnds } from '../../hidden-ends.ts';
import { ancestorsOf, settingsOf, valueText } from '../../knobs.ts';
import { addressesOf, isWire, type Named, placeOf, SpecIndex, settingOf } from '../../spec-index.ts';
import { subnetsOn } from '../../wire-subnets.ts';
import { Wiring } from '../../wiring.ts';
import { code, codes, factList, type Render } from './text.ts';

/** More members than that are not listed. */
const MAX_MEMBERS = 20;

/** What is to be known of something with a name. */
export function namedLines(node: Named, render: Render): string[] {
  if (isInterface(node)) return interfaceLines(node, render);
  if (isContainer(node)) return containerLines(node, render);
  if (isCgroup(node)) return groupLines(node, render);
  if (isProfile(node)) return profileLines(node, render);
  if (isNetns(node) || isHost(node)) return [...list(interfacesOf(node))];
  return isWire(node) ? wireLines(node, render) : [];
}

/** Lines of a list, not all of a long one. */
function list(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const told = lines.slice(0, MAX_MEMBERS).map((line) => `- ${line}`);
  return [[...told, ...(lines.length > MAX_MEMBERS ? ['- …'] : [])].join('\n')];
}

/** The networks of a wire, and who is on it. */
function wireLines(wire: Link, render: Render): string[] {
  const spec = SpecIndex.of(wire);
  const subnets = Wiring.of(spec)
    .segmentsOf(wire)
    .flatMap((segment) => [...subnetsOn(segment, 4), ...subnetsOn(segment, 6)])
    .map(formatSubnet);
  const ends = spec.endsOf(wire).map(({ place, owner, addresses }) => {
    const texts = addresses.map(({ node: { value } }) => value).join(' ');
    return code(`${place?.name ?? 'host'} ${owner.name} ${texts}`.trim());
  });
  return [...factList([[render(message('Network')), codes([...new Set(subnets)])]]), ...list(ends)];
}

/** Its place, its addresses with their networks, and its other end. */
function interfaceLines(node: Interface, render: Render): string[] {
  const end = hiddenEnds(SpecIndex.of(node)).find(({ owner }) => owner === node);
  const addresses = addressesOf(node).map(({ node: { value }, subnet }) =>
    subnet ? `${code(value)} (${formatSubnet(subnet)})` : code(value ?? ''),
  );
  return factList([
    [render(message('Place')), placeOf(node) && code(placeOf(node)?.name ?? '')],
    [render(message('Wire')), node.wire && code(node.wire.$refText)],
    [render(message('Address')), addresses.join(', ')],
    [render(message('Other end')), end && code(end.name)],
  ]);
}

function interfacesOf(place: Place): string[] {
  const { attachments } = Wiring.of(SpecIndex.of(place)).stackOf(place);
  return attachments.map(({ owner, segment, addresses }) => {
    const texts = addresses.map(({ node: { value } }) => value).join(' ');
    const wire = segment.wire && segment.wire !== owner ? `on ${segment.wire.name}` : '';
    return code([owner.name, wire, texts].filter(Boolean).join(' '));
  });
}

/** What holds for a container, with what its profiles say. */
function containerLines(node: Container, render: Render): string[] {
  const root = settingOf(node, isRootfs);
  const command = settingOf(node, isCommand)?.args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : JSON.stringify(arg)));
  const groups = ancestorsOf(node).map(({ name }) => name);
  return [
    ...factList([
      [render(message('Command')), command && code(command.join(' ').slice(0, 200))],
      [render(message('Root')), root && code(root.path ?? 'host')],
      [render(message('Namespaces')), codes([...separateKinds(node)])],
      [render(message('Hostname')), settingOf(node, isHostname) && code(settingOf(node, isHostname)?.value ?? '')],
      [render(message('Group')), groups.length > 0 ? code(groups.toReversed().join('/')) : undefined],
      [render(message('Limits')), codes(settingsLines(node))],
    ]),
    ...list(interfacesOf(node)),
  ];
}

function settingsLines(node: Container | Cgroup): string[] {
  return [...settingsOf(node).values()].map((knob) => `${knob.key} = ${valueText(knob)}`);
}

/** Its settings, and who is below it. */
function groupLines(node: Cgroup, render: Render): string[] {
  const index = SpecIndex.of(node);
  const above = ancestorsOf(node).map(({ name }) => name);
  const below = [...index.childrenOf(node), ...index.containersIn(node)].map(({ name }) => name);
  return factList([
    [render(message('Below')), above.length > 0 ? code(above.toReversed().join('/')) : undefined],
    [render(message('Limits')), codes(settingsLines(node))],
    [render(message('In it')), codes(below.slice(0, MAX_MEMBERS))],
  ]);
}

function profileLines(node: Profile, render: Render): string[] {
  const { containers, profiles } = SpecIndex.of(node);
  const users = [...containers, ...profiles].filter(({ body }) =>
    body.some((each) => isUse(each) && each.profile?.ref === node),
  );
  return factList([[render(message('Used by')), codes(users.slice(0, MAX_MEMBERS).map(({ name }) => name))]]);
}
