import { message } from '../../base/message.ts';
import { parseSize } from '../../model/cgroup/size.ts';
import { RLIMITS } from '../../model/spec/rlimit.ts';
import { defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace, spanOf } from './spans.ts';

const NAMES = RLIMITS.map(({ name }) => name);

function limit(text: string): number | undefined {
  return /^(?:unlimited|infinity|max)$/.test(text) ? Infinity : parseSize(text);
}

export const c27 = defineCheck({
  code: 'C27',
  severity: 'error',
  title: 'A limit of processes that cannot be set',
  explanation:
    'Limits are named as in prlimit(1): `nofile`, `nproc`. The soft limit holds; a process may raise it up to the hard limit, which ' +
    'is therefore never below it (setrlimit(2): “Invalid argument”). A number, with K, M or G, or `unlimited`.',
  on: ['Rlimit'],
  check(node, { report }) {
    const { kind, soft, hard } = node;
    if (kind !== undefined && !NAMES.includes(kind)) {
      const near = nearest(kind.toLowerCase().replace(/^rlimit_/, ''), NAMES);
      const at = { node, property: 'kind' };
      report(at, {
        message: message('There is no limit {0}.', kind),
        fixes:
          near === undefined ? [] : [{ title: message('Use {0}', near), edits: [replace(at, near)], preferred: true }],
      });
    }
    for (const property of ['soft', 'hard'] as const) {
      const text = node[property];
      if (text === undefined || limit(text) !== undefined) continue;
      report({ node, property }, { message: message('{0} is no limit.', text) });
    }
    const [low, high] = [soft, hard].map((text) => (text === undefined ? undefined : limit(text)));
    if (low === undefined || high === undefined || low <= high) return;
    const at = { offset: spanOf({ node, property: 'soft' }).offset, end: spanOf({ node, property: 'hard' }).end };
    report(at, {
      message: message('The soft limit is above the hard one.'),
      fixes: [{ title: message('Swap them'), edits: [{ ...at, text: `${hard} ${soft}` }], preferred: true }],
    });
  },
});
