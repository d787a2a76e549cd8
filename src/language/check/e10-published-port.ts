import { message } from '../../base/message.ts';
import { stackOfEnd } from '../expectations.ts';
import { isPublish, type Publish } from '../generated/ast.ts';
import { portOf } from '../ports.ts';
import type { Stack } from '../wiring.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

const PUBLISHED = new WeakMap<Stack, ReadonlyMap<number, Publish>>();

/** What a place publishes, by port; found once for each parse. */
function publishedIn(stack: Stack): ReadonlyMap<number, Publish> {
  let published = PUBLISHED.get(stack);
  if (!published) {
    const all = stack.statements.filter(isPublish).toReversed();
    published = new Map(
      all.flatMap((each): [number, Publish][] => {
        const port = portOf(each.hostPort);
        return port === undefined ? [] : [[port, each]];
      }),
    );
    PUBLISHED.set(stack, published);
  }
  return published;
}

export const e10 = defineCheck({
  code: 'E10',
  severity: 'information',
  title: 'A published port that nobody listens on',
  explanation:
    '`publish 8080 to web port 80` leads packets on: their destination is translated before they come to a socket, so no program of the ' +
    'host listens on 8080. It is web that listens, on port 80.',
  on: ['Listens'],
  check(node, { index, report }) {
    const { negated, subject } = node.$container;
    const port = portOf(node.port);
    const stack = stackOfEnd(subject, index);
    if (negated || port === undefined || !stack) return;
    const publish = publishedIn(stack).get(port);
    const target = publish?.target?.$refText;
    if (!publish || target === undefined) return;
    const better = `${target} listens ${publish.port}`;
    const [at, until] = [replace({ node: node.$container, property: 'subject' }, ''), replace({ node }, '')];
    report(
      { node, property: 'port' },
      {
        message: message('Nothing has to listen on {0} here: the port is published, and {1} listens.', port, target),
        fixes:
          portOf(publish.port) === undefined
            ? []
            : [{ title: message('Expect {0}', better), edits: [{ offset: at.offset, end: until.end, text: better }] }],
        related: [{ at: { node: publish }, message: message('It is published here.') }],
      },
    );
  },
});
