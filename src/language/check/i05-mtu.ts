import { message } from '../../base/message.ts';
import { formatAddress, parseAddress } from '../../model/spec/address.ts';
import { isInterface, isLocal, isRemote, isVxlan, type Mtu, type Spec, type Vxlan } from '../generated/ast.ts';
import { bytesOf, DEFAULT_MTU, LARGEST_MTU, LEAST_MTU, mtuOf, ownMtu, wireMtu } from '../mtu.ts';
import type { SpecIndex } from '../spec-index.ts';
import { type Attachment, type Segment, Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { addStatement, replace } from './spans.ts';

/** What VXLAN puts before each packet: RFC 7348, 5; 20 more for IPv6. */
const VXLAN_HEADERS = { 4: 50, 6: 70 } as const;

function use(mtu: Mtu, bytes: number): Fix {
  return {
    title: message('Use {0}', bytes),
    edits: [replace({ node: mtu, property: 'value' }, String(bytes))],
    preferred: true,
  };
}

function checkRange(mtu: Mtu, { index, report }: CheckContext): void {
  if (mtu.value === undefined || bytesOf(mtu) !== undefined) return;
  report(
    { node: mtu, property: 'value' },
    {
      message: message('An MTU is a number of bytes from {0} to {1}.', LEAST_MTU, LARGEST_MTU),
      fixes: [use(mtu, better(mtu, index))],
    },
  );
}

/** What the others on its wire have, else what is nearest. */
function better(mtu: Mtu, index: SpecIndex): number {
  const { $container: owner } = mtu;
  const wire = isInterface(owner) ? owner.wire?.ref : owner;
  const segments = wire ? Wiring.of(index).segmentsOf(wire) : [];
  const segment = segments.find(({ attachments }) => attachments.some((each) => each.owner !== owner && ownMtu(each)));
  const expected = segment && expectedOn(segment);
  const isLarge = /^\d+$/.test(mtu.value) && Number(mtu.value) > LARGEST_MTU;
  const bytes = expected ?? bytesOf(wireMtu(wire)) ?? (isLarge ? LARGEST_MTU : DEFAULT_MTU);
  if (!wire || !isVxlan(wire)) return bytes;
  const outer = new Outers(Wiring.of(index)).of(wire);
  return Math.max(LEAST_MTU, Math.min(bytes, outer.bytes - VXLAN_HEADERS[outer.family]));
}

interface Outer {
  readonly bytes: number;
  readonly family: 4 | 6;
}

/** What carries the packets of VXLAN wires. */
class Outers {
  readonly #byAddress = new Map<string, Attachment>();

  constructor({ segments }: Wiring) {
    for (const attachment of segments.flatMap(({ attachments }) => attachments)) {
      for (const { ip } of attachment.addresses) if (ip) this.#byAddress.set(keyOf(ip), attachment);
    }
  }

  /** That of the interface with the local address, else what Ethernet has. */
  of(vxlan: Vxlan): Outer {
    const local = parseAddress(vxlan.body.find(isLocal)?.value ?? '');
    const remote = parseAddress(vxlan.body.find(isRemote)?.value ?? '');
    const carrier = local && this.#byAddress.get(keyOf(local));
    return {
      bytes: (carrier && bytesOf(mtuOf(carrier))) ?? DEFAULT_MTU,
      family: remote?.family ?? local?.family ?? 4,
    };
  }
}

function keyOf(ip: Parameters<typeof formatAddress>[0]): string {
  return formatAddress({ ...ip, prefix: undefined });
}

/** @returns the statements that say too much */
function checkVxlans(index: SpecIndex, { report }: CheckContext): Set<Mtu> {
  const told = new Set<Mtu>();
  const vxlans = index.wires.filter(isVxlan);
  if (vxlans.length === 0) return told;
  const wiring = Wiring.of(index);
  const outers = new Outers(wiring);
  for (const vxlan of vxlans) {
    const inner = wiring.segmentsOf(vxlan).flatMap(ends);
    const { bytes, family } = outers.of(vxlan);
    const most = bytes - VXLAN_HEADERS[family];
    for (const mtu of new Set([wireMtu(vxlan), ...inner.map(ownMtu)])) {
      if (!mtu || (bytesOf(mtu) ?? 0) <= most || told.has(mtu) || most < LEAST_MTU) continue;
      told.add(mtu);
      report(
        { node: mtu, property: 'value' },
        {
          message: message(
            'VXLAN puts {0} bytes before each packet, and what carries it takes {1}: {2} are left.',
            VXLAN_HEADERS[family],
            bytes,
            most,
          ),
          severity: 'warning',
          fixes: [use(mtu, most)],
        },
      );
    }
  }
  return told;
}

function effective(attachment: Attachment): number {
  const { wire } = attachment.segment;
  return bytesOf(mtuOf(attachment)) ?? DEFAULT_MTU - (wire && isVxlan(wire) ? VXLAN_HEADERS[4] : 0);
}

/** A bridge that says nothing takes the least of its ports. */
function ends({ attachments, wire }: Segment): Attachment[] {
  return attachments.filter(({ owner }) => owner !== wire);
}

/** That of the wire, else what most have; those that say nothing have more weight, so that they win a tie. */
function expectedOn(segment: Segment): number | undefined {
  const said = bytesOf(wireMtu(segment.wire));
  if (said !== undefined) return said;
  const counts = new Map<number, number>();
  for (const attachment of ends(segment)) {
    const bytes = effective(attachment);
    counts.set(bytes, (counts.get(bytes) ?? 0) + (ownMtu(attachment) ? 1 : 1.5));
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function checkSegment(segment: Segment, told: Set<object>, { report, text }: CheckContext): void {
  const { attachments, wire } = segment;
  if (!wire || !attachments.some(ownMtu)) return;
  const expected = expectedOn(segment);
  for (const attachment of ends(segment)) {
    const bytes = effective(attachment);
    const { owner } = attachment;
    const mtu = ownMtu(attachment);
    if (expected === undefined || bytes === expected || told.has(mtu ?? owner)) continue;
    if (mtu && bytesOf(mtu) === undefined) continue;
    told.add(mtu ?? owner);
    const statement = `mtu ${expected}`;
    const addition = { title: message('Add {0}', statement), edits: [addStatement(owner, statement, text)] };
    report(mtu ? { node: mtu, property: 'value' } : { node: owner, property: 'name' }, {
      message: message('The MTU of {0} is {1}, but here it is {2}.', wire.name ?? '?', expected, bytes),
      severity: 'warning',
      fixes: [mtu ? use(mtu, expected) : addition],
    });
  }
}

export const i05 = defineCheck({
  code: 'I05',
  severity: 'error',
  title: 'MTU that does not work, or differs on one wire',
  explanation:
    'The MTU says how many bytes a packet may have. The kernel refuses less than 68 and, for veth and bridge, more than 65535. On one ' +
    'wire all must have the same: a packet that is too large for the receiver is dropped without a word, while small ones arrive (`ping` ' +
    'works, a download hangs). What is sent through a VXLAN gets 50 bytes in front (70 over IPv6), so that 1450 of 1500 are left.',
  on: ['Spec', 'Mtu'],
  check(node: Mtu | Spec, context) {
    if (node.$type === 'Mtu') return checkRange(node, context);
    const told: Set<object> = checkVxlans(context.index, context);
    for (const segment of Wiring.of(context.index).segments) checkSegment(segment, told, context);
  },
});
