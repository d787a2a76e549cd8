import type { AstNode } from 'langium';
import { message } from '../../base/message.ts';
import { OPTION_WORDS, SETTING_WORDS } from '../setting-words.ts';
import { type CheckContext, defineCheck, type Fix, type Place } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** What other tools say for a switch. */
const SWITCHES: Readonly<Record<string, string>> = { true: 'on', yes: 'on', false: 'off', no: 'off' };

function checkWord(node: AstNode, property: string, words: readonly string[], { report }: CheckContext): void {
  const word: unknown = Reflect.get(node, property);
  if (typeof word !== 'string' || words.includes(word)) return;
  const at: Place = { node, property };
  const meant = words.find((each) => each === SWITCHES[word.toLowerCase()]) ?? nearest(word, words);
  const fixes: Fix[] =
    meant === undefined
      ? []
      : [{ title: message('Replace with {0}', meant), edits: [replace(at, meant)], preferred: true }];
  report(at, { message: message('{0} is not known here, but {1}.', word, words.join(', ')), fixes });
}

/** The parser reports all others: see `../syntax/findings.ts`. */
export const n09 = defineCheck({
  code: 'N09',
  severity: 'error',
  title: 'A word that means nothing here',
  explanation:
    'A statement begins with a word that the language does not know at this place, or a part of it is missing. The message says ' +
    'what can stand here. Only the damaged block suffers: everything else is still checked.',
  on: ['Ipvlan', 'Macvlan', 'Netem', 'NoNewPrivs', 'Rootfs', 'Seccomp', 'Stp', 'VlanFiltering'],
  check(node, context) {
    const setting = SETTING_WORDS[node.$type];
    if (setting) checkWord(node, setting.property, setting.words, context);
    const options = OPTION_WORDS[node.$type];
    if (!options || !('options' in node)) return;
    for (const option of node.options ?? []) checkWord(option, 'key', options, context);
  },
});
