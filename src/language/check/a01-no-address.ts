import type { AstNode } from 'langium';
import { type Message, message } from '../../base/message.ts';
import { parseAddress, splitPrefix } from '../../model/spec/address.ts';
import type { Address, Dns, Gateway, Local, Nat, Reaches, Remote, Route } from '../generated/ast.ts';
import { defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

interface Written {
  readonly property: string;
  readonly text: string | undefined;
  /** Whether it is a network, or an address with the length of its network. */
  readonly prefix: boolean;
}

function addressesIn(node: Address | Dns | Gateway | Local | Nat | Reaches | Remote | Route): readonly Written[] {
  if (node.$type === 'Nat') return [{ property: 'source', text: node.source, prefix: true }];
  if (node.$type === 'Reaches') return [{ property: 'address', text: node.address, prefix: false }];
  if (node.$type !== 'Route') return [{ property: 'value', text: node.value, prefix: node.$type === 'Address' }];
  return [
    { property: 'dest', text: node.dest, prefix: true },
    { property: 'via', text: node.via, prefix: false },
  ];
}

/** Why a text is no address. */
function reason(text: string): Message {
  if (text.includes(':')) return message('{0} is no IPv6 address.', text);
  if (!/^[\d.]+$/.test(text)) return message('{0} is no IP address.', text);
  const parts = text.split('.');
  if (parts.length !== 4 || parts.includes('')) return message('{0} is no IPv4 address: that has four numbers.', text);
  const large = parts.find((part) => Number(part) > 255);
  if (large !== undefined) return message('{0} is no IPv4 address: {1} is more than 255.', text, large);
  return message('{0} has numbers that begin with 0, which some programs read as octal.', text);
}

/** `10.0.0.01`: one may mean nothing else. */
function withoutZeros(text: string): string | undefined {
  const plain = text.replaceAll(/(^|\.)0+(?=\d)/g, '$1');
  return plain !== text && !text.includes(':') && parseAddress(plain) ? plain : undefined;
}

function useText(node: AstNode, property: string, text: string): Fix {
  return { title: message('Use {0}', text), edits: [replace({ node, property }, text)], preferred: true };
}

export const a01 = defineCheck({
  code: 'A01',
  severity: 'error',
  title: 'Not an IPv4 or IPv6 address',
  explanation:
    'An IPv4 address is four numbers from 0 to 255 with dots between them, an IPv6 address is up to eight groups of hexadecimal ' +
    'digits with colons, where `::` stands once for groups of zeros. Names are not looked up. A gateway, a name server, the end of a ' +
    'tunnel and what is to be reached are single addresses, without the length of a prefix. `ip` refuses everything else.',
  on: ['Address', 'Gateway', 'Route', 'Nat', 'Local', 'Remote', 'Dns', 'Reaches'],
  check(node, { report }) {
    for (const { property, text, prefix } of addressesIn(node)) {
      if (text === undefined) continue;
      const { address, length } = splitPrefix(text);
      if (!parseAddress(address)) {
        const plain = withoutZeros(address);
        const whole = plain !== undefined && length !== undefined ? `${plain}/${length}` : plain;
        report({ node, property }, { message: reason(address), fixes: whole ? [useText(node, property, whole)] : [] });
      } else if (length !== undefined && !prefix) {
        report(
          { node, property },
          {
            message: message('{0} is a network, but one address belongs here.', text),
            fixes: [useText(node, property, address)],
          },
        );
      }
    }
  },
});
