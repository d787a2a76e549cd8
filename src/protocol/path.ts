import { PATH_CODES, type PathCode } from '../model/network/path/codes.ts';
import type {
  Flow,
  LinkRef,
  PathEnd,
  PathFinding,
  PathHop,
  PathLeg,
  PathQuestion,
  PathReport,
  ProbeResult,
} from '../model/network/path/report.ts';
import { fields, invalid } from './fields.ts';
import { messageReader } from './message-reader.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { familyReader } from './network-readers.ts';
import { flag, list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

/** What is asked of the agent: a path, and whether a packet is really sent. */
export interface ExplainParams {
  readonly question: PathQuestion;
  readonly probe: boolean;
}

/** What it tells. `probe` is absent when none was asked for, or there is nothing to send. */
export interface Explained {
  readonly report: PathReport;
  readonly probe?: ProbeResult;
}

const word = text(256);
/** A packet passes up to 64 routers, and bridges between them. */
const MOST_HOPS = 1000;
const MOST_NOTES = 64;
const LARGEST = 65_535;

const pathEnd = object<PathEnd>({ namespace: optional(namespaceIdReader), address: optional(word) });
const protocol = oneOf('icmp', 'tcp', 'udp');

/** One of the ends is there. */
const askedEnd: Reader<PathEnd> = (value, place) => {
  const end = pathEnd(value, place);
  if (end.namespace === undefined && end.address === undefined) throw invalid(place, 'a namespace or an address');
  return end;
};

function whole(least: number): Reader<number> {
  return (value, place) => {
    const count = number(value, place);
    if (!Number.isInteger(count) || count < least || count > LARGEST) throw invalid(place, `${least} to ${LARGEST}`);
    return count;
  };
}

const question = object<PathQuestion>({
  from: askedEnd,
  to: askedEnd,
  protocol: optional(protocol),
  port: optional(whole(1)),
  size: optional(whole(48)),
});

/** Of TCP and UDP the port must be told. @throws ProtocolError invalid */
export const readExplainParams: Reader<ExplainParams> = (value, place) => {
  const params = object<ExplainParams>({ question, probe: flag })(fields(value, place), place);
  const { protocol: kind = 'icmp', port } = params.question;
  if ((kind === 'icmp') !== (port === undefined))
    throw invalid(`${place}.question.port`, 'a port for tcp and udp only');
  return params;
};

const linkRef = object<LinkRef>({ index: number, name: word });
const code: Reader<PathCode> = (value, place) => {
  if (typeof value !== 'string' || !Object.hasOwn(PATH_CODES, value)) throw invalid(place, 'a code');
  return value as PathCode;
};
const finding = {
  code,
  severity: oneOf('broken', 'unknown', 'warning'),
  namespace: text(128),
  link: optional(linkRef),
  sentence: messageReader,
  repair: optional(list(list(text(1024), 64), 16)),
} as const;
const findingReader = object<PathFinding>(finding);
const verdict = oneOf('reaches', 'broken', 'unknown');

const hop = object<PathHop>({
  namespace: namespaceIdReader,
  layer: oneOf(2, 3),
  in: optional(linkRef),
  out: optional(linkRef),
  device: optional(linkRef),
  notes: list(messageReader, MOST_NOTES),
});

const leg = object<PathLeg>({
  verdict,
  hops: list(hop, MOST_HOPS),
  cause: optional(findingReader),
  causeAt: optional(number),
  mtu: optional(number),
});

const flow = object<Flow>({
  family: familyReader,
  source: word,
  destination: word,
  protocol,
  sourcePort: optional(number),
  port: optional(number),
  mark: optional(number),
  size: number,
});

/** A report from the other side of a border. */
export const pathReportReader: Reader<PathReport> = object<PathReport>({
  from: pathEnd,
  to: pathEnd,
  flow: optional(flow),
  verdict,
  cause: optional(object<NonNullable<PathReport['cause']>>({ ...finding, direction: oneOf('forward', 'back') })),
  forward: leg,
  back: optional(leg),
  warnings: list(findingReader, MOST_HOPS),
});

export const explainedReader: Reader<Explained> = object<Explained>({
  report: pathReportReader,
  probe: optional(object<ProbeResult>({ reaches: flag, command: list(text(1024), 64), text: messageReader })),
});
