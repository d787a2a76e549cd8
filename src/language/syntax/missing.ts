import { type Message, message } from '../../base/message.ts';
import type { Edit, Fix } from '../check/check.ts';
import { type Explain, endBefore, endsStatement } from './syntax-error.ts';
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

/** `command "sh" "-c"`, `namespaces pid, net`. */
export const missingBrackets: Explain = ({ expected, span, text }) => {
  if (expected.join() !== '[') return undefined;
  const rest = text.slice(span.offset).split('\n', 1)[0] ?? '';
  const items =
    /^"(?:[^"\\]|\\.)*"(?:\s*,?\s*"(?:[^"\\]|\\.)*")*/.exec(rest)?.[0] ?? /^[\w.]+(?:\s*,\s*[\w.]+)*/.exec(rest)?.[0];
  if (items === undefined) return undefined;
  const list = `[${items.match(/"(?:[^"\\]|\\.)*"|[^\s,"]+/g)?.join(', ')}]`;
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
