import { type Message, message } from '../../../base/message.ts';
import type { NamespaceId } from '../../namespace.ts';
import type { PlainAct, TranslatingAct } from '../firewall.ts';
import type { Link, Network } from '../network.ts';
import type { Flow } from './report.ts';
import { addressOn } from './source-address.ts';

/** A packet before and after it was translated in a namespace: the kernel turns the answer around by it. */
export interface Translation {
  readonly before: Flow;
  readonly after: Flow;
}

export type Translations = ReadonlyMap<NamespaceId, Translation>;

export type NatAct = TranslatingAct | (PlainAct & { readonly kind: 'masquerade' });

/** The packet with the addresses that a rule gives it. */
export function translate(
  network: Network,
  flow: Flow,
  act: NatAct,
  { iif, oif }: { readonly iif?: Link; readonly oif?: Link },
): { readonly flow: Flow; readonly notes: readonly Message[] } {
  const fresh =
    act.kind === 'masquerade' || act.kind === 'snat'
      ? newSource(network, flow, act, oif)
      : newDestination(network, flow, act, iif);
  const notes: Message[] = [];
  if (fresh.source !== flow.source) notes.push(message('The source {0} becomes {1}.', flow.source, fresh.source));
  if (fresh.destination !== flow.destination || fresh.port !== flow.port) {
    notes.push(message('The destination {0} becomes {1}.', endpoint(flow), endpoint(fresh)));
  }
  return { flow: fresh, notes };
}

function newSource(network: Network, flow: Flow, act: NatAct, oif: Link | undefined): Flow {
  const source =
    act.kind === 'masquerade' ? oif && ownAddress(network, oif, flow) : 'address' in act ? act.address : undefined;
  return { ...flow, source: source ?? flow.source };
}

function newDestination(network: Network, flow: Flow, act: NatAct, iif: Link | undefined): Flow {
  const loopback = flow.family === 'inet' ? '127.0.0.1' : '::1';
  const address =
    act.kind === 'redirect'
      ? ((iif && ownAddress(network, iif, flow)) ?? loopback)
      : 'address' in act
        ? act.address
        : undefined;
  const ports = 'ports' in act ? act.ports : undefined;
  // Of a range any may be taken: the first is looked at.
  const port = ports === undefined || flow.port === undefined ? flow.port : ports.from;
  return { ...flow, destination: address ?? flow.destination, ...(port !== undefined && { port }) };
}

function ownAddress(network: Network, link: Link, flow: Flow): string | undefined {
  const own = network.addresses.filter(
    ({ index, family, scope }) => index === link.index && family === flow.family && scope === 'global',
  );
  return addressOn(network, link, flow.destination) ?? own[0]?.local;
}

function endpoint({ destination, port, family }: Flow): string {
  if (port === undefined) return destination;
  return family === 'inet' ? `${destination}:${port}` : `[${destination}]:${port}`;
}

/** An answer as it comes in: it goes on to who asked, where the source of the question was translated. */
export function turnDestination(flow: Flow, translation: Translation | undefined): Flow {
  if (!translation) return flow;
  const { before, after } = translation;
  if (flow.source !== after.destination || flow.destination !== after.source) return flow;
  const { destination, port } = answerTo(before);
  return { ...flow, destination, ...(port !== undefined && { port }) };
}

/** An answer as it leaves: it comes from who was asked, where the destination of the question was translated. */
export function turnSource(flow: Flow, translation: Translation | undefined): Flow {
  if (!translation) return flow;
  const { before, after } = translation;
  if (flow.source !== after.destination || flow.destination !== before.source) return flow;
  const { source, sourcePort } = answerTo(before);
  return { ...flow, source, ...(sourcePort !== undefined && { sourcePort }) };
}

/** The answer to a packet. */
export function answerTo({ source, destination, sourcePort, port, ...rest }: Flow): Flow {
  return {
    ...rest,
    source: destination,
    destination: source,
    ...(port !== undefined && { sourcePort: port }),
    ...(sourcePort !== undefined && { port: sourcePort }),
  };
}
