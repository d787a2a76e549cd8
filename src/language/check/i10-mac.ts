import { type Message, message } from '../../base/message.ts';
import { formatMac, guessMac, isMulticastMac, isZeroMac, localMac, parseMac } from '../../model/spec/mac.ts';
import { isMac, type Mac } from '../generated/ast.ts';
import { type Attachment, type Segment, Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** What is wrong with it by itself; undefined: nothing. */
function faultOf(text: string): Message | undefined {
  const mac = parseMac(text);
  if (!mac) return message('{0} is no hardware address: six bytes as in 02:00:00:00:00:01.', text);
  if (isZeroMac(mac)) return message('{0} means no address: the kernel refuses it.', text);
  if (isMulticastMac(mac)) return message('{0} is an address of a group: no interface can have it.', text);
  return undefined;
}

/** The one that was meant, else one that follows from the names: the second bit says that it was given locally. */
function fixFor(node: Mac, taken: ReadonlySet<string>): Fix {
  const { $container } = node;
  const guess = guessMac(node.value);
  const meant = guess && formatMac(guess);
  const seed = `${$container.$container?.name ?? ''} ${$container.name ?? ''}`;
  let text = meant ?? '';
  for (let count = 0; text === '' || faultOf(text) || taken.has(text); count++) {
    text = formatMac(localMac(count === 0 ? seed : `${seed} ${count}`));
  }
  return {
    title: message('Use {0}', text),
    edits: [replace({ node, property: 'value' }, text)],
    preferred: true,
  };
}

function macsOf({ owner }: Attachment): Mac[] {
  const body: readonly { readonly $type: string }[] = owner.body;
  return body.filter(isMac);
}

class Macs {
  readonly #context: CheckContext;
  readonly #taken: Set<string>;
  readonly #told = new Set<Mac>();

  constructor(context: CheckContext, segments: readonly Segment[]) {
    this.#context = context;
    const all = segments.flatMap(({ attachments }) => attachments.flatMap(macsOf));
    this.#taken = new Set(all.map(({ value }) => value?.toLowerCase() ?? ''));
  }

  check({ attachments, wire }: Segment): void {
    const known = new Map<string, Mac>();
    for (const node of attachments.flatMap(macsOf)) {
      if (node.value === undefined || this.#told.has(node)) continue;
      const fault = faultOf(node.value);
      const key = node.value.toLowerCase();
      const first = fault ? undefined : known.get(key);
      if (fault) this.#tell(node, fault);
      else if (!first) known.set(key, node);
      else if (first === node) {
        this.#tell(node, message('Every container that uses this profile has the hardware address {0}.', key));
      } else this.#tell(node, message('{0} is on {1} twice.', node.value, wire?.name ?? '?'), first);
    }
  }

  #tell(node: Mac, fault: Message, first?: Mac): void {
    this.#told.add(node);
    const fix = fixFor(node, this.#taken);
    const [edit] = fix.edits;
    if (edit) this.#taken.add(edit.text);
    const isShared = !first && faultOf(node.value) === undefined;
    this.#context.report(
      { node, property: 'value' },
      {
        message: fault,
        // Any other address would be shared as well.
        ...(!isShared && { fixes: [fix] }),
        ...(first && { related: [{ at: { node: first, property: 'value' }, message: message('It is here too.') }] }),
      },
    );
  }
}

export const i10 = defineCheck({
  code: 'I10',
  severity: 'error',
  title: 'Hardware address that no interface can have, or two have',
  explanation:
    'A hardware (MAC) address is six bytes in hexadecimal, with colons. The lowest bit of the first byte marks addresses of groups, ' +
    'and all zeros means none: the kernel refuses both (“Cannot assign requested address”). Two interfaces of one wire with the same ' +
    'take each other’s frames. Choose one that begins with 02: the second bit says that it was given locally, not by a maker.',
  on: ['Spec'],
  check(_spec, context) {
    const { segments } = Wiring.of(context.index);
    const macs = new Macs(context, segments);
    for (const segment of segments) macs.check(segment);
  },
});
