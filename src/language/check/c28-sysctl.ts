import { message } from '../../base/message.ts';
import { isSysctlName, sysctlNamespace } from '../../model/spec/sysctl.ts';
import { addKind, separateKinds } from '../container-namespaces.ts';
import type { Container, Netns, Sysctl } from '../generated/ast.ts';
import { isSysctl } from '../generated/ast.ts';
import { netStatements } from '../spec-index.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { addStatement, remove } from './spans.ts';

function moveToHost(node: Sysctl, { index, text }: CheckContext) {
  const [host] = index.hosts;
  const statement = node.$cstNode?.text ?? '';
  const top = { offset: text.length, end: text.length, text: `\nhost {\n  ${statement}\n}\n` };
  return [remove(node, text), host ? addStatement(host, statement, text) : top];
}

/** Kinds of namespaces that are not those of the host. */
function kindsOf(place: Container | Netns): ReadonlySet<string> {
  return place.$type === 'Netns' ? new Set(['net']) : separateKinds(place);
}

function checkOne(place: Container | Netns, node: Sysctl, kinds: ReadonlySet<string>, context: CheckContext): void {
  const { key } = node;
  const kind = sysctlNamespace(key);
  if (kind === undefined) {
    context.report(
      { node, property: 'key' },
      {
        message: isSysctlName(key)
          ? message('{0} is a setting of the whole host.', key)
          : message('There is no setting {0}.', key),
        fixes: isSysctlName(key)
          ? [{ title: message('Move it to the host'), edits: moveToHost(node, context), preferred: true }]
          : [],
      },
    );
  } else if (!kinds.has(kind)) {
    context.report(
      { node, property: 'key' },
      {
        message: message('Without a namespace {0} of its own it would change the host.', kind),
        fixes:
          place.$type === 'Netns'
            ? []
            : [
                {
                  title: message('Add the namespace {0}', kind),
                  edits: [addKind(place, kind, context.text)],
                  preferred: true,
                },
              ],
      },
    );
  }
}

export const c28 = defineCheck({
  code: 'C28',
  severity: 'error',
  title: 'A sysctl that would change the host',
  explanation:
    'Few settings of the kernel belong to a namespace: those of `net` to the network namespace, those of System V IPC and ' +
    '`fs.mqueue` to the ipc namespace. All others are of the whole host, wherever they are written; they stand in `host`.',
  on: ['Container', 'Netns'],
  check(place, context) {
    const kinds = kindsOf(place);
    for (const node of netStatements(place).filter(isSysctl)) {
      if (node.key !== undefined) checkOne(place, node, kinds, context);
    }
  },
});
