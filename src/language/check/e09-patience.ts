import { message } from '../../base/message.ts';
import { patienceOf } from '../expectations.ts';
import { defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** What is meant by a number without a unit. */
function inSeconds(text: string): string | undefined {
  return /^\d{1,4}$/.test(text) && Number(text) <= 3600 ? `${text}s` : undefined;
}

export const e09 = defineCheck({
  code: 'E09',
  severity: 'error',
  title: 'A time that cannot be waited for',
  explanation:
    '`within` takes a number with its unit, as `500ms`, `5s` or `2m`, up to an hour. For so long it may take until what is expected is so; ' +
    'with `not` it is not so at any time of it.',
  on: ['Expect'],
  check(node, { report }) {
    const { within } = node;
    if (within === undefined || patienceOf(node) !== undefined) return;
    const at = { node, property: 'within' };
    const better = inSeconds(within);
    const fixes: Fix[] =
      better === undefined
        ? []
        : [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }];
    report(at, { message: message('{0} is no time of up to an hour, as 5s or 500ms.', within), fixes });
  },
});
