import type { AstNode } from 'langium';
import { message } from '../../base/message.ts';
import type { Check } from '../check/check.ts';
import { i01 } from '../check/i01-long-interface-name.ts';
import { n04 } from '../check/n04-unusable-name.ts';
import { type Explain, endsStatement, wantsName, wordBefore } from './syntax-error.ts';

const NAME = /^[A-Za-z_][\w-]*(?:\.[\w*-]+)*$/;

/** What becomes a file or a directory, and what becomes a link. */
const GROUPS: readonly string[] = ['Netns', 'Container', 'Cgroup', 'Profile'];
const LINKS: readonly string[] = ['Interface', 'Veth', 'Bridge', 'Vxlan', 'Macvlan', 'Ipvlan', 'Vlan'];

/** The check that says what the name of something may be; undefined for what is declared without a name. */
function checkOf({ $type }: AstNode): Check | undefined {
  if (LINKS.includes($type)) return i01;
  return GROUPS.includes($type) ? n04 : undefined;
}

/** A name goes on with signs that cannot stand in one: `eth0:1`, `a/b`. */
export const brokenName: Explain = (error) => {
  const { before, span, text } = error;
  const word = wordBefore(error);
  const check = before && checkOf(before);
  if (!check || !('name' in before) || before.name !== word || !endsStatement(error)) return undefined;
  const rest = /^[^\w\s"#,=[\]{}][^\s"#,=[\]{}]*/.exec(text.slice(span.offset, span.offset + 300))?.[0];
  if (rest === undefined) return undefined;
  const name = word + rest;
  const place = { offset: span.offset - word.length, end: span.offset + rest.length };
  const better = name.replace(/[^\w.-]+/g, '-').replace(/[.-]+$/, '');
  return {
    check,
    ...place,
    message: message('{0} cannot be a name: that is made of letters, digits and - _ .', name),
    fixes: [{ title: message('Use {0}', better), edits: [{ ...place, text: better }], preferred: true }],
  };
};

/** What cannot be a name stands where something is declared: `netns 1a`, `netns "a"`. */
export const noName: Explain = (error) => {
  const { before, found, span } = error;
  const check = before && checkOf(before);
  if (!check || !wantsName(error) || ('name' in before && before.name !== undefined)) return undefined;
  if (!/^[\d"./:+-]/.test(found)) return undefined;
  const bare = found.replace(/^"|"$/g, '');
  const better = NAME.test(bare) ? bare : `${before.$type.toLowerCase()}-${bare.replace(/[^\w-]+/g, '-')}`;
  const fixes = [{ title: message('Use {0}', better), edits: [{ ...span, text: better }], preferred: true as const }];
  return {
    check,
    message:
      bare === found
        ? message('{0} cannot be a name: that begins with a letter.', found)
        : message('Names stand without quotes.'),
    fixes: NAME.test(better) ? fixes : [],
  };
};
