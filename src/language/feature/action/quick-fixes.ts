import { message } from '../../../base/message.ts';
import type { Edit } from '../../check/check.ts';
import type { Found } from '../../check/checker.ts';
import { indentAt } from '../../check/spans.ts';
import type { Action, Asked } from './action.ts';
import { isRepairable } from './repair.ts';

const IGNORE_LINE = /^[ \t]*#[ \t]*cspec-ignore[ \t]+[A-Z]\d{2}(?:[ ,\t]+[A-Z]\d{2})*(?=[ \t]*\r?$)/;

/** Repairs of what was found in the selected part; then ways to live with it; then the same for the whole file. */
export function quickFixes({ text, selected }: Asked, found: readonly Found[]): readonly Action[] {
  const here = found.filter(({ offset, end }) => offset <= selected.end && selected.offset <= end);
  const codes = [...new Set(here.map(({ check }) => check.code))];
  const ofCode = (code: string) => here.filter(({ check }) => check.code === code);
  return [
    ...here.flatMap(fixesOf),
    ...codes.flatMap((code) => repairCode(code, found, ofCode(code))),
    // A comment cannot make a text be of the language.
    ...codes.flatMap((code) => {
      const silenced = ofCode(code).filter(({ isSyntax }) => !isSyntax);
      return silenced.length === 0 ? [] : [ignoreCode(code, silenced, text)];
    }),
  ];
}

function fixesOf(found: Found): Action[] {
  const fixes = found.fixes ?? [];
  return fixes.map(({ title, edits, preferred }) => ({
    kind: 'quickfix',
    title,
    change: { edits },
    found: [found],
    preferred: preferred ?? fixes.length === 1,
  }));
}

/** Offered when the code was found more than once. */
function repairCode(code: string, all: readonly Found[], here: readonly Found[]): Action[] {
  const several = all.filter(({ check }) => check.code === code);
  if (several.length < 2 || !isRepairable(several, { code })) return [];
  const title = message('Repair all of {0} in this file', code);
  return [{ kind: 'quickfix', title, change: { repair: { code } }, found: here }];
}

function ignoreCode(code: string, here: readonly Found[], text: string): Action {
  const lines = new Set(here.map(({ offset }) => text.lastIndexOf('\n', offset - 1) + 1));
  const edits = [...lines].map((line) => ignoreAbove(line, code, text));
  return { kind: 'quickfix', title: message('Ignore {0} here', code), change: { edits }, found: here };
}

/** Adds to the comment on the line above when that already ignores something. */
function ignoreAbove(line: number, code: string, text: string): Edit {
  const above = line === 0 ? 0 : text.lastIndexOf('\n', line - 2) + 1;
  const known = IGNORE_LINE.exec(text.slice(above, Math.max(above, line - 1)))?.[0];
  if (known !== undefined) return { offset: above + known.length, end: above + known.length, text: ` ${code}` };
  return { offset: line, end: line, text: `${indentAt(text, line)}# cspec-ignore ${code}\n` };
}
