import { type Message, message } from '../../base/message.ts';
import type { Edit, Fix } from '../check/check.ts';
import { allKeywords } from '../keywords.ts';
import { type Explain, endBefore, endsStatement, type SyntaxError } from './syntax-error.ts';
import { CHECK, expectation } from './words.ts';

function repair(title: Message, edit: Edit): readonly Fix[] {
  return [{ title, edits: [edit], preferred: true }];
}

/** `[pid net]`. */
export const missingComma: Explain = (error) => {
  const { expected, found } = error;
  if (!expected.includes(']') || !/^["\w]/.test(found)) return undefined;
  const offset = endBefore(error);
  return {
    check: CHECK,
    message: message('A comma is missing before {0}.', found),
    fixes: repair(message('Insert {0}', ','), { offset, end: offset, text: ',' }),
  };
};

/** What could be the items of a list that has no brackets: texts, the words of a command, or names. */
function bareItems(rest: string, { rule, grammar }: SyntaxError): string | undefined {
  const texts = /^"(?:[^"\\]|\\.)*"(?:\s*,?\s*"(?:[^"\\]|\\.)*")*/.exec(rest)?.[0];
  if (texts !== undefined || rule !== 'Command') return texts ?? /^[\w.]+(?:\s*,\s*[\w.]+)*/.exec(rest)?.[0];
  const words = /^[^\s"#,[\]{}]+(?:[ \t]+[^\s"#,[\]{}]+)*/.exec(rest)?.[0] ?? '';
  const keywords = allKeywords(grammar);
  const next = [...words.matchAll(/\s(\S+)/g)].find(([, word = '']) => keywords.includes(word));
  return words.slice(0, next?.index) || undefined;
}

/** `command "sh" "-c"`, `command sh -c`, `namespaces pid, net`. */
export const missingBrackets: Explain = (error) => {
  const { expected, rule, span, text } = error;
  if (expected.join() !== '[') return undefined;
  const rest = text.slice(span.offset).split('\n', 1)[0] ?? '';
  const items = bareItems(rest, error);
  if (items === undefined) return undefined;
  const words = items.match(/"(?:[^"\\]|\\.)*"|[^\s,"]+/g) ?? [];
  const quoted = rule === 'Command' ? words.map((word) => (word.startsWith('"') ? word : JSON.stringify(word))) : words;
  const list = `[${quoted.join(', ')}]`;
  return {
    check: CHECK,
    message: message('A list stands in brackets: {0}', list),
    fixes: repair(message('Use {0}', list), { offset: span.offset, end: span.offset + items.length, text: list }),
  };
};

/** `env A = x`, `command [sh]`. */
export const missingQuotes: Explain = ({ expected, found, span }) => {
  if (expected.join() !== 'STRING' || !/^[^\s"#,=[\]{}]+$/.test(found)) return undefined;
  const quoted = JSON.stringify(found);
  return {
    check: CHECK,
    message: message('A text stands in quotes: {0}', quoted),
    fixes: repair(message('Use {0}', quoted), { ...span, text: quoted }),
  };
};

/** `rootfs images/web`: what begins with a name could be one, or a word of the language. */
export const barePath: Explain = ({ expected, span, text }) => {
  if (!expected.includes('PATH') || expected.includes('ID')) return undefined;
  const path = /^\w[\w.-]*\/[^\s"'{}[\],#]*/.exec(text.slice(span.offset, span.offset + 4096))?.[0];
  if (path === undefined) return undefined;
  return {
    check: CHECK,
    message: message('A path begins with ./ or /: {0}', `./${path}`),
    fixes: repair(message('Use {0}', `./${path}`), { ...span, end: span.offset + path.length, text: `./${path}` }),
  };
};

/** `mount ./site at /srv`: its kind is missing. */
export const missingKind: Explain = ({ found, rule, before, span }) => {
  if (rule !== 'Name' || before?.$type !== 'Mount' || !/^(?:\.{0,2}\/|")/.test(found)) return undefined;
  return {
    check: CHECK,
    message: message('A mount begins with its kind: {0}', `mount bind ${found}`),
    fixes: repair(message('Insert {0}', 'bind'), { offset: span.offset, end: span.offset, text: 'bind ' }),
  };
};

const BARE = [
  ['ID', /^[A-Za-z_][\w-]*$/],
  ['PATH', /^\.{0,2}\/[^\s"'{}[\],#]*$/],
  ['LITERAL', /^\d[\w.:/%+-]*$/],
] as const;

/** `hostname "x"`, `workdir "/srv"`. */
export const needlessQuotes: Explain = ({ expected, found, span }) => {
  const bare = /^"([^"]*)"$/.exec(found)?.[1] ?? '';
  if (!BARE.some(([token, form]) => expected.includes(token) && form.test(bare))) return undefined;
  return {
    check: CHECK,
    message: message('No quotes are needed here: {0}', bare),
    fixes: repair(message('Use {0}', bare), { ...span, text: bare }),
  };
};

/** `rootfs: host`, `hostname = x`, `memory.max: 10M`, and commas between statements. */
export const needlessSign: Explain = (error) => {
  const { expected, found, span } = error;
  if (!/^[:=,]$/.test(found) || (expected.length === 1 && /^[a-z]/.test(expected[0] ?? ''))) return undefined;
  if (expected.join() === '=') {
    const edit = { offset: endBefore(error), end: span.end, text: ' =' };
    return {
      check: CHECK,
      message: message('{0} stands here, not {1}.', '=', found),
      fixes: repair(message('Replace with {0}', '='), edit),
    };
  }
  return {
    check: CHECK,
    message: message('{0} does not belong here.', found),
    fixes: repair(message('Remove {0}', found), { offset: endBefore(error), end: span.end, text: '' }),
  };
};

/** One word of the statement is missing: `nat 10.0.0.0/8 via default`, `publish 80 to web:80`. */
export const missingWord: Explain = (error) => {
  const { expected, found, span } = error;
  const [word = ''] = expected;
  if (expected.length !== 1 || endsStatement(error) || !/^(?:[a-z]+|=)$/.test(word)) return undefined;
  if (found === '' || /^[{}[\],=]$/.test(found)) return undefined;
  const joined = /^:\d/.test(found);
  const edit = joined
    ? { offset: span.offset, end: span.offset + 1, text: ` ${word} ` }
    : { offset: span.offset, end: span.offset, text: `${word} ` };
  return { check: CHECK, message: expectation(error), fixes: repair(message('Insert {0}', word), edit) };
};
