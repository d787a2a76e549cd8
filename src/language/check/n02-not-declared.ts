import { type AstNode, AstUtils } from 'langium';
import { message } from '../../base/message.ts';
import type { Spec } from '../generated/ast.ts';
import { type Unresolved, unresolvedReferences, type Wanted } from '../references.ts';
import { defineCheck, type Fix } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** Names that are compared with all others; a file with more unknown ones has another problem. */
const MOST_COMPARED = 100;

/** Beginnings of declarations by the type that is wanted; the name goes between. */
const DECLARATIONS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Link: [
    ['bridge', ''],
    ['veth', ''],
  ],
  Place: [['netns', '']],
  Subject: [
    ['netns', ''],
    ['container', ' {\n}'],
  ],
  Cgroup: [['cgroup', ' {\n}']],
  Profile: [['profile', ' {\n}']],
  Container: [['container', ' {\n}']],
};

function declaration(wanted: string, name: string): readonly (readonly [string, string])[] {
  if (wanted === 'Place' && name === 'host') return [['host', ' {\n}']];
  return (DECLARATIONS[wanted] ?? []).map(([keyword, body]) => [`${keyword} ${name}`, body]);
}

export const n02 = defineCheck({
  code: 'N02',
  severity: 'error',
  title: 'A name that is not declared',
  explanation:
    'A reference names a wire, place, group, profile, container or interface of the same file; nothing of that name is in it. ' +
    'Correct the name, or declare what it shall mean. Names never come from another file.',
  on: ['Spec'],
  check(spec, { index, report }) {
    for (const [count, { node, property, name, wanted, visible }] of unresolvedReferences(spec, index).entries()) {
      if (visible.has(name)) continue;
      const at = { node, property };
      const near = count < MOST_COMPARED ? nearest(name, candidates(visible, node, wanted)) : undefined;
      const top = placeForDeclaration(node, spec);
      const fixes: Fix[] = declaration(wanted.type, name).map(([head, body]) => ({
        title: message('Declare {0}', head),
        edits: [{ offset: top, end: top, text: `${head}${body}\n\n` }],
      }));
      report(at, {
        message:
          near === undefined
            ? message('{0} is not declared.', name)
            : message('{0} is not declared. Did you mean {1}?', name, near),
        fixes:
          near === undefined
            ? fixes
            : [{ title: message('Use {0}', near), edits: [replace(at, near)], preferred: true }, ...fixes],
      });
    }
  },
});

/** Names that would be of the right kind; not the node itself. */
function candidates(visible: Unresolved['visible'], node: AstNode, wanted: Wanted): string[] {
  return [...visible].flatMap(([name, found]) => (found.some((each) => each !== node && wanted.is(each)) ? name : []));
}

/** Before the element that a node is in; before all when something is broken there: it may be in an open block. */
function placeForDeclaration(node: AstNode, spec: Spec): number {
  let element = node;
  while (element.$container?.$container) element = element.$container;
  const [broken] = AstUtils.getDocument(spec).parseResult.parserErrors;
  const offset = element.$cstNode?.offset ?? 0;
  return broken && broken.token.startOffset < offset ? (spec.elements[0]?.$cstNode?.offset ?? 0) : offset;
}
