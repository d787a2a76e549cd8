import { formatMessage, type Message } from '../base/message.ts';
import { printable, shellLine } from '../base/text.ts';
import type { NamespaceId } from '../model/namespace.ts';
import type { NamespaceLabel } from '../model/network/labels.ts';
import type {
  LinkRef,
  PathEnd,
  PathFinding,
  PathHop,
  PathLeg,
  PathReport,
  ProbeResult,
} from '../model/network/path/report.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** How namespaces are called in the text. */
export type Labels = ReadonlyMap<NamespaceId, NamespaceLabel>;

/** A report as lines for a terminal; system text is escaped. */
export function pathLines(report: PathReport, labels: Labels, probe: ProbeResult | undefined): string[] {
  const { forward, back, warnings, cause, from, to } = report;
  return [
    `${endText(from, labels)} ${VERBS[report.verdict]} ${endText(to, labels)}`,
    ...(cause ? findingLines(cause) : []),
    ...legLines('there', forward, labels),
    ...(back ? legLines('and back', back, labels) : []),
    ...warnings.flatMap((warning) => [`warning: ${text(warning.sentence)} [${warning.code}]`, ...repairLines(warning)]),
    ...(probe ? probeLines(report, probe) : []),
  ];
}

const VERBS = { reaches: 'reaches', broken: 'does not reach', unknown: 'may or may not reach' } as const;

function endText({ namespace, address }: PathEnd, labels: Labels): string {
  const label = namespace === undefined ? undefined : printable(labels.get(namespace)?.label ?? namespace);
  return [label, address && label ? `(${address})` : address].filter(Boolean).join(' ') || '?';
}

function text(sentence: Message): string {
  return formatMessage(sentence, (argument) => printable(argument, 400));
}

function findingLines(finding: PathFinding): string[] {
  return [`  ${text(finding.sentence)} [${finding.code}]`, ...repairLines(finding)];
}

function repairLines({ repair = [] }: PathFinding): string[] {
  return repair.map((argv) => `  # ${printable(shellLine(argv), 1000)}`);
}

function legLines(title: string, { hops, cause, causeAt, mtu }: PathLeg, labels: Labels): string[] {
  if (hops.length === 0) return [];
  const size = mtu === undefined ? '' : `, packets of up to ${mtu} bytes`;
  return [
    `${title}${size}:`,
    ...hops.flatMap((hop, at) => hopLines(hop, at === causeAt ? SIGNS[cause?.severity ?? 'warning'] : ' ', labels)),
  ];
}

/** Where a leg ends, or may end. */
const SIGNS = { broken: '✗', unknown: '?', warning: ' ' } as const;

function hopLines(hop: PathHop, sign: string, labels: Labels): string[] {
  const name = printable(labels.get(hop.namespace)?.label ?? hop.namespace);
  const link = (ref: LinkRef | undefined) => (ref ? printable(ref.name) : '');
  const way = [link(hop.in), link(hop.device), link(hop.out)].filter(Boolean).join(' → ');
  const head = `${sign} ${name}${way ? `  ${way}` : ''}`;
  return [head, ...hop.notes.map((note) => `      ${text(note)}`)];
}

function probeLines({ verdict }: PathReport, { command, text: sentence, reaches }: ProbeResult): string[] {
  const agrees = verdict === 'unknown' || (verdict === 'reaches') === reaches;
  return [
    `probe: ${text(sentence)}`,
    `  # ${printable(shellLine(command), 1000)}`,
    ...(agrees ? [] : ['  It is not as computed: something is in the way, or helps, that is not known here.']),
  ];
}

type Json = Readonly<Record<string, unknown>>;

/** A report for programs: sentences as text, commands as lines for a shell. */
export function pathJson(report: PathReport, labels: Labels, snapshot: Snapshot, probe: ProbeResult | undefined): Json {
  const at = (namespace: NamespaceId | undefined) =>
    namespace === undefined
      ? { ns: null, name: null }
      : { ns: snapshot.namespaces[namespace]?.inode ?? null, name: labels.get(namespace)?.label ?? null };
  const end = ({ namespace, address }: PathEnd) => ({ ...at(namespace), address: address ?? null });
  const finding = ({ code, severity, namespace, link, sentence, repair = [] }: PathFinding) => ({
    code,
    severity,
    ...at(namespace),
    link: link?.name ?? null,
    sentence: formatMessage(sentence),
    repair: repair.map(shellLine),
  });
  const hop = ({ namespace, layer, in: into, out, device, notes }: PathHop) => ({
    ...at(namespace),
    layer,
    in: into?.name ?? null,
    out: out?.name ?? null,
    device: device?.name ?? null,
    notes: notes.map((note) => formatMessage(note)),
  });
  const leg = ({ verdict, hops, causeAt, mtu, cause }: PathLeg) => ({
    verdict,
    mtu: mtu ?? null,
    cause: cause ? finding(cause) : null,
    cause_at: causeAt ?? null,
    hops: hops.map(hop),
  });
  const { verdict, from, to, flow, cause, forward, back, warnings } = report;
  return {
    verdict,
    from: end(from),
    to: end(to),
    flow: flow ?? null,
    cause: cause ? { ...finding(cause), direction: cause.direction } : null,
    forward: leg(forward),
    back: back ? leg(back) : null,
    warnings: warnings.map(finding),
    ...(probe && {
      probe: { reaches: probe.reaches, command: shellLine(probe.command), text: formatMessage(probe.text) },
    }),
  };
}
