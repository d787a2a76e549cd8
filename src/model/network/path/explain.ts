import { message } from '../../../base/message.ts';
import type { Network } from '../network.ts';
import { familyOf } from './addresses.ts';
import { atItsEnd } from './endpoint.ts';
import { type Ends, endsOf } from './ends.ts';
import { broken, hopOf, nameOf } from './finding.ts';
import type { Flow, PathEnd, PathFinding, PathLeg, PathQuestion, PathReport, Verdict } from './report.ts';
import { vrfOf } from './route.ts';
import { spread } from './segment.ts';
import { trace } from './trace.ts';
import type { Delivery, Trace } from './traced.ts';
import { answerTo } from './translation.ts';
import { type PathFacts, PathWorld } from './world.ts';

/** A usual ping: 56 bytes, 8 of ICMP, 20 of IP. */
const USUAL_SIZE = 84;

/** Computes whether one end reaches the other, from what is known and without sending anything. */
export function explainPath(facts: PathFacts, question: PathQuestion): PathReport {
  const world = new PathWorld(facts);
  const size = question.size ?? USUAL_SIZE;
  const ends = endsOf({ world, size, depth: 0, spread, carry: () => ({ hops: [], mtu: 0 }) }, question);
  if ('code' in ends) return withoutPacket(question, ends);
  const own = selfSent(world, question, ends);
  if (own) return withoutPacket(question, own);
  const there = trace(world, { start: ends.from, flow: flowOf(question, ends, size), expected: ends.to, depth: 0 });
  const end = there.delivered && atItsEnd(world, there.delivered, rightReceiver(there.delivered, ends));
  const forward = legOf(there, end);
  const answer = there.delivered && end?.severity !== 'broken' ? comeBack(world, ends.from, there) : undefined;
  const back = answer && legOf(answer, undefined);
  const causes = [
    ...(forward.cause ? [{ ...forward.cause, direction: 'forward' as const }] : []),
    ...(back?.cause ? [{ ...back.cause, direction: 'back' as const }] : []),
  ];
  const cause = causes.find(({ severity }) => severity === 'broken') ?? causes[0];
  return {
    from: { namespace: ends.from.namespace, address: there.sent.source || ends.source || '' },
    to: { ...(ends.to && { namespace: ends.to.namespace }), address: ends.destination },
    flow: there.sent,
    verdict: verdictOf(cause),
    ...(cause && { cause }),
    forward,
    ...(back && { back }),
    warnings: unique([...there.warnings, ...(answer?.warnings ?? [])]),
  };
}

function flowOf({ protocol = 'icmp', port }: PathQuestion, { source = '', destination }: Ends, size: number): Flow {
  const family = familyOf(destination) ?? 'inet';
  return { family, source, destination, protocol, ...(port !== undefined && { port }), size };
}

/** Who should get the packet: where its destination was translated, whoever gets it. */
function rightReceiver({ flow }: Delivery, { to, destination }: Ends): Network | undefined {
  return flow.destination === destination ? to : undefined;
}

/** What a namespace sends to an address of its own never comes to another one. */
function selfSent(
  world: PathWorld,
  { to }: PathQuestion,
  { from, to: expected, destination }: Ends,
): PathFinding | undefined {
  const isOwn = from.addresses.some(({ local }) => local === destination);
  if (!isOwn || to.namespace === undefined || expected === from) return undefined;
  const sentence = message(
    '{0} has {1} itself: what it sends there never leaves.',
    nameOf(world, { network: from }),
    destination,
  );
  return broken('own-address', { network: from }, sentence);
}

/** The way of the answer, which the kernel sends from where the packet was sent to. */
function comeBack(world: PathWorld, home: Network, { delivered, translations }: Trace): Trace | undefined {
  if (!delivered) return undefined;
  const { network, link, flow } = delivered;
  const vrf = vrfOf(network, link);
  return trace(world, { start: network, vrf, flow: answerTo(flow), expected: home, depth: 0, answers: translations });
}

function legOf({ hops, stop, stopAt, doubts, delivered, mtu }: Trace, end: PathFinding | undefined): PathLeg {
  const cause = [stop, end].find((each) => each?.severity === 'broken') ?? doubts[0] ?? stop ?? end;
  const at =
    cause === undefined ? undefined : cause === stop ? stopAt : cause === end ? hops.length - 1 : hopOf(hops, cause);
  return {
    verdict: verdictOf(cause),
    hops,
    ...(cause && { cause }),
    ...(at !== undefined && at >= 0 && { causeAt: at }),
    ...(delivered?.link && { mtu }),
  };
}

function verdictOf(cause: PathFinding | undefined): Verdict {
  if (!cause || cause.severity === 'warning') return 'reaches';
  return cause.severity === 'broken' ? 'broken' : 'unknown';
}

function withoutPacket(question: PathQuestion, finding: PathFinding): PathReport {
  const verdict = verdictOf(finding);
  const known = ({ namespace, address }: PathEnd): PathEnd => ({
    ...(namespace && { namespace }),
    ...(address && { address }),
  });
  return {
    from: known(question.from),
    to: known(question.to),
    verdict,
    cause: { ...finding, direction: 'forward' },
    forward: { verdict, hops: [], cause: finding },
    warnings: [],
  };
}

function unique(findings: readonly PathFinding[]): PathFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, namespace, link }) => {
    const key = `${code} ${namespace} ${link?.index}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
