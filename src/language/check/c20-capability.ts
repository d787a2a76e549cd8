import { message } from '../../base/message.ts';
import { CAPABILITIES, capability } from '../../model/spec/capability.ts';
import { defineCheck, type Fix } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

const NAMES = CAPABILITIES.map(({ name }) => name);
const WORDS = ['all', 'default', 'none'];

function meant(word: string): string | undefined {
  const upper = word.toUpperCase();
  const full = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  return capability(full)?.name ?? nearest(full, NAMES);
}

export const c20 = defineCheck({
  code: 'C20',
  severity: 'error',
  title: 'No such capability',
  explanation:
    'Capabilities are spelled as in capabilities(7), with `CAP_`. Instead of a list there may be `default`, `none` or `all`. A ' +
    'capability that is newer than the kernel of the host is told where the host is known.',
  on: ['Capabilities'],
  check(node, { facts, report }) {
    const { keyword } = node;
    if (keyword !== undefined && !WORDS.includes(keyword)) {
      const near = nearest(keyword, WORDS);
      const at = { node, property: 'keyword' };
      report(at, {
        message: message('Capabilities are a list, or default, none or all.'),
        fixes: near === undefined ? [] : [{ title: message('Use {0}', near), edits: [replace(at, near)] }],
      });
    }
    for (const [index, word] of (node.caps ?? []).entries()) {
      const known = capability(word);
      const at = { node, property: 'caps', index };
      if (known && facts?.lastCapability !== undefined && known.number > facts.lastCapability) {
        report(at, { message: message('The kernel of this host does not know {0} yet.', word) });
      }
      if (known) continue;
      const better = meant(word);
      const fixes: Fix[] =
        better === undefined
          ? []
          : [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }];
      report(at, { message: message('There is no capability {0}.', word), fixes });
    }
  },
});
