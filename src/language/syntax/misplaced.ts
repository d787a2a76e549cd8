import { AstUtils } from 'langium';
import { message } from '../../base/message.ts';
import { interfaceFile } from '../../model/cgroup/interface-file.ts';
import { v1File } from '../../model/cgroup/v1-file.ts';
import { parseAddress } from '../../model/spec/address.ts';
import { isSysctlName, sysctlNamespace } from '../../model/spec/sysctl.ts';
import type { Edit, Fix } from '../check/check.ts';
import { addStatement } from '../check/spans.ts';
import { isBridge, isContainer, isInterface, isLimits, isProfile } from '../generated/ast.ts';
import { statementKeywords } from '../keywords.ts';
import { type Explain, endBefore, endsStatement, type SyntaxError } from './syntax-error.ts';
import { CHECK } from './words.ts';

/** Blocks, with what people call them. */
const BLOCKS: readonly (readonly [string, string])[] = [
  ['Spec', 'a file'],
  ['Container', 'a container'],
  ['Netns', 'a netns'],
  ['Interface', 'an interface'],
  ['Bridge', 'a bridge'],
  ['Vxlan', 'a vxlan'],
  ['Veth', 'a veth'],
];

function isBlock(rule: string): boolean {
  return /^(?:Container|Profile|Netns|Host|Interface|Bridge|Vxlan|Veth|Macvlan|Ipvlan|Vlan|Cgroup|Limits)$/.test(rule);
}

/** `// …` and `/* … `. */
export const foreignComment: Explain = ({ found, span }) => {
  if (!/^\/[/*]/.test(found)) return undefined;
  const fixes: Fix[] = [
    { title: message('Use {0}', '#'), edits: [{ offset: span.offset, end: span.offset + 2, text: '#' }] },
  ];
  return { check: CHECK, message: message('Comments begin with #.'), fixes: found.startsWith('//') ? fixes : [] };
};

/** The container or profile around the error: there the parser went on without the statement. */
function containerAround({ before }: SyntaxError) {
  return AstUtils.getContainerOfType(before, isContainer) ?? AstUtils.getContainerOfType(before, isProfile);
}

/** A setting of the group of a container, or a sysctl, without what it stands in. */
export const bareSetting: Explain = (error) => {
  const { found, rule, span, text } = error;
  if (!/^[A-Za-z_][\w-]*\./.test(found) || !/^\s*[=:]/.test(text.slice(span.end, span.end + 50))) return undefined;
  if (
    /^(?:Netns|Host|Container|Profile)$/.test(rule) &&
    (sysctlNamespace(found) !== undefined || isSysctlName(found))
  ) {
    const edit = { offset: span.offset, end: span.offset, text: 'sysctl ' };
    return {
      check: CHECK,
      message: message('{0} is a sysctl: sysctl {0} = VALUE', found),
      fixes: [{ title: message('Insert {0}', 'sysctl'), edits: [edit], preferred: true }],
    };
  }
  if (!/^(?:Container|Profile)$/.test(rule) || !(interfaceFile(found) ?? v1File(found))) return undefined;
  const edits = intoLimits(error);
  return {
    check: CHECK,
    message: message('{0} is a file of the group of the container: it stands in limits.', found),
    fixes: edits ? [{ title: message('Put it into limits'), edits, preferred: true }] : [],
  };
};

/** Undefined when it cannot be seen where the setting ends. */
function intoLimits(error: SyntaxError): Edit[] | undefined {
  const { span, text } = error;
  const value = /^\s*=\s*[^\s{}#"]+(?=[^\S\n]*(?:\n|\}|#|$))/.exec(text.slice(span.end, span.end + 200))?.[0];
  if (value === undefined) return undefined;
  const place = { offset: span.offset, end: span.end + value.length };
  const setting = text.slice(place.offset, place.end);
  const limits = containerAround(error)?.body.find(isLimits);
  if (!limits) return [{ ...place, text: `limits { ${setting} }` }];
  return [{ ...place, offset: endBefore(error), text: '' }, addStatement(limits, setting, text)];
}

/** `interface eth0 on br0 10.0.0.1/24`, `bridge br0 10.0.0.1/24`. */
export const bareAddress: Explain = (error) => {
  const { before, found, span } = error;
  if (!endsStatement(error) || !(isInterface(before) || isBridge(before)) || parseAddress(found) === undefined) {
    return undefined;
  }
  const better = `{ address ${found} }`;
  return {
    check: CHECK,
    message: message('An address stands in the block: {0}', better),
    fixes: [{ title: message('Use {0}', better), edits: [{ ...span, text: better }], preferred: true }],
  };
};

/** `route default via 10.0.0.1`. */
export const defaultRoute: Explain = ({ found, rule, before, span }) => {
  if (found !== 'default' || rule !== 'Ids' || before?.$type !== 'Route') return undefined;
  return {
    check: CHECK,
    message: message('The default route stands in an interface: gateway ADDRESS'),
    fixes: [{ title: message('Use {0}', '0.0.0.0/0'), edits: [{ ...span, text: '0.0.0.0/0' }] }],
  };
};

/** A statement that stands elsewhere; after a block that is not closed, or in the wrong kind of block. */
export const elsewhere: Explain = (error) => {
  const { expected, found, grammar, rule } = error;
  if (!endsStatement(error)) return undefined;
  if (found === '}') return { check: CHECK, message: message('No { belongs to this }.') };
  if (found === 'environment') {
    return { check: CHECK, message: message('environment stands once, at the beginning of the file.') };
  }
  const blocks = BLOCKS.filter(([block]) => statementKeywords(grammar, block).includes(found));
  if (expected.includes('}') && isBlock(rule) && blocks.some(([block]) => block === 'Spec')) return unclosed(error);
  if (blocks.length === 0) return undefined;
  const places = blocks.map(([, words]) => words).join(', ');
  return { check: CHECK, message: message('{0} cannot stand here, but in {1}.', found, places) };
};

function unclosed(error: SyntaxError): ReturnType<Explain> {
  const { found } = error;
  const offset = endBefore(error);
  return {
    check: CHECK,
    message: message('{0} cannot stand in a block. Is a } missing before it?', found),
    fixes: [{ title: message('Insert {0}', '}'), edits: [{ offset, end: offset, text: '\n}' }] }],
  };
}
