import { message } from '../../base/message.ts';
import { formatAddress } from '../../model/spec/address.ts';
import type { AddressUse } from '../spec-index.ts';
import { mayRepeat } from '../wire-subnets.ts';
import { type Attachment, addressKey, type Segment, type Stack, stackName, Wiring } from '../wiring.ts';
import { FreeAddresses, setAddress } from './address-fixes.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { remove } from './spans.ts';

interface Use {
  readonly attachment: Attachment;
  readonly use: AddressUse;
}

/** Uses that have the address of an earlier one, with that one. */
function duplicates(attachments: readonly Attachment[]): { readonly first: Use; readonly second: Use }[] {
  const firsts = new Map<string, Use>();
  return attachments.flatMap((attachment) =>
    attachment.addresses.flatMap((use) => {
      if (!use.ip) return [];
      const key = addressKey(use.ip);
      const first = firsts.get(key);
      const second = { attachment, use };
      if (!first) firsts.set(key, second);
      return first ? [{ first, second }] : [];
    }),
  );
}

/** Finds each duplicate once, on the wire before in the place. */
class Duplicates {
  readonly #context: CheckContext;
  readonly #free = new FreeAddresses();
  readonly #told = new Set<AddressUse['node']>();

  constructor(context: CheckContext) {
    this.#context = context;
  }

  onSegment({ attachments, wire }: Segment): void {
    for (const { first, second } of duplicates(attachments)) this.#tell(first, second, wire?.name);
  }

  inStack(stack: Stack): void {
    for (const { first, second } of duplicates(stack.attachments)) {
      if (first.attachment.segment === second.attachment.segment) continue;
      if (!mayRepeat(first.use) || !mayRepeat(second.use)) this.#tell(first, second, stackName(stack));
    }
  }

  #tell(first: Use, { attachment, use }: Use, where: string | undefined): void {
    const { node, ip } = use;
    if (!ip || this.#told.has(node)) return;
    this.#told.add(node);
    const text = formatAddress({ ...ip, prefix: undefined });
    const at = { node, property: 'value' };
    if (first.use.node === node) {
      // A profile gives it to every container that uses it.
      this.#context.report(at, {
        message: message('Every container that uses this profile has the address {0}.', text),
      });
      return;
    }
    this.#context.report(at, {
      message:
        where === undefined
          ? message('Address {0} is here twice.', text)
          : message('Address {0} is on {1} twice.', text, where),
      fixes: first.attachment === attachment ? this.#removal(use) : this.#move(use, attachment.segment),
      related: [{ at: { node: first.use.node, property: 'value' }, message: message('It is here too.') }],
    });
  }

  #removal({ node }: AddressUse): Fix[] {
    return [{ title: message('Remove it here'), edits: [remove(node, this.#context.text)], preferred: true }];
  }

  #move(use: AddressUse, segment: Segment): Fix[] {
    const { ip, subnet } = use;
    return setAddress(use, ip && subnet && this.#free.propose(segment, subnet, ip.value));
  }
}

export const a03 = defineCheck({
  code: 'A03',
  severity: 'error',
  title: 'The same address twice on one wire or in one place',
  explanation:
    'Two interfaces on one wire that have the same address both answer for it (ARP, neighbour discovery): packets reach now the ' +
    'one, now the other. In one place the kernel accepts the same address on two interfaces, and uses the network of the first ' +
    'only. Give each its own address. Link-local addresses and single addresses (/32, /128) may be on several wires of one place.',
  on: ['Spec'],
  check(_spec, context) {
    const wiring = Wiring.of(context.index);
    const found = new Duplicates(context);
    for (const segment of wiring.segments) found.onSegment(segment);
    for (const stack of wiring.stacks) found.inStack(stack);
  },
});
