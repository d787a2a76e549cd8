import { message } from '../../base/message.ts';
import { isEnv } from '../generated/ast.ts';
import { defineCheck } from './check.ts';
import { remove } from './spans.ts';

const SECRET = /(?:PASS|PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|(?:API|ACCESS|SECRET|PRIVATE)_?KEY)$/i;

export const c24 = defineCheck({
  code: 'C24',
  severity: 'error',
  title: 'A variable that is set twice, or a secret in clear',
  explanation:
    'Of two values for one variable the last one holds. A password or token in a spec is read by everyone who reads the file, ' +
    'and by everyone on the host who may read `/proc/PID/environ`.',
  on: ['Container', 'Profile'],
  check(block, { report, text }) {
    const last = new Map<string, unknown>();
    for (const node of block.body.filter(isEnv).toReversed()) {
      if (node.key === undefined) continue;
      if (last.has(node.key)) {
        report(
          { node },
          {
            message: message('{0} is set again further down.', node.key),
            fixes: [{ title: message('Remove this one'), edits: [remove(node, text)], preferred: true }],
          },
        );
      } else if (SECRET.test(node.key) && node.value) {
        report({ node }, { severity: 'warning', message: message('This looks like a secret, for everyone to read.') });
      }
      last.set(node.key, node);
    }
  },
});
