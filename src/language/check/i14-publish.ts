import { message } from '../../base/message.ts';
import { isPublish, type Publish, type Spec } from '../generated/ast.ts';
import { nodesOf } from '../nodes.ts';
import { MAX_PORT, portOf } from '../ports.ts';
import { interfacesOf, netStatements } from '../spec-index.ts';
import { Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { addStatement, replace } from './spans.ts';

/** Ports below are for root (ip_unprivileged_port_start, ip(7)). */
const UNPRIVILEGED = 1024;

const PUBLISHED = new WeakMap<Spec, ReadonlySet<number>>();

/** Ports that a file publishes. */
function publishedIn(spec: Spec): ReadonlySet<number> {
  let ports = PUBLISHED.get(spec);
  if (!ports) {
    const nodes = nodesOf(spec).filter(isPublish);
    ports = new Set(nodes.map(({ hostPort }) => Number(hostPort)));
    PUBLISHED.set(spec, ports);
  }
  return ports;
}

/** A port that nothing of the file or of the host uses. */
function freePort(wanted: number, { facts, index }: CheckContext): string {
  const published = publishedIn(index.spec);
  const used = new Set((facts?.listening ?? []).map(({ port }) => port));
  let port = wanted < UNPRIVILEGED ? wanted + 8000 : wanted + 1;
  while ((used.has(port) || published.has(port)) && port < MAX_PORT) port++;
  return String(port);
}

function checkNumbers(node: Publish, { report }: CheckContext): void {
  for (const property of ['hostPort', 'port'] as const) {
    const text = node[property];
    if (text === undefined || portOf(text) !== undefined) continue;
    report({ node, property }, { message: message('{0} is no port: they are numbers from 1 to 65535.', text) });
  }
}

function checkTaken(node: Publish, port: number, first: Publish | undefined, context: CheckContext): void {
  const isTaken = context.facts?.listening?.some((each) => each.protocol === 'tcp' && each.port === port) ?? false;
  const isForRoot = (context.facts?.rootless ?? false) && port < UNPRIVILEGED;
  if (!first && !isTaken && !isForRoot) return;
  const at = { node, property: 'hostPort' };
  const free = freePort(port, context);
  const fixes = [{ title: message('Use {0}', free), edits: [replace(at, free)] }];
  if (first) {
    context.report(at, {
      message: message('Port {0} is published twice.', port),
      fixes,
      related: [{ at: { node: first }, message: message('This is the other one.') }],
    });
  } else if (isTaken) {
    context.report(at, {
      severity: 'warning',
      message: message('Something listens on port {0} of this host already.', port),
      fixes,
    });
  } else {
    context.report(at, {
      severity: 'warning',
      message: message('Only root may use ports below {0}.', UNPRIVILEGED),
      fixes,
    });
  }
}

function checkTarget(node: Publish, { index, report, text }: CheckContext): void {
  const target = node.target?.ref;
  if (!target || target.$type === 'Host') return;
  const stack = Wiring.of(index).stackOf(target);
  if (stack.isOpen || stack.attachments.some(({ addresses }) => addresses.length > 0)) return;
  const [only, ...others] = interfacesOf(target);
  report(
    { node, property: 'target' },
    {
      message: message('{0} has no address to which the port could lead.', target.name),
      fixes:
        only && others.length === 0
          ? [{ title: message('Add an address'), edits: [addStatement(only, 'address 10.0.0.2/24', text)] }]
          : [],
    },
  );
}

export const i14 = defineCheck({
  code: 'I14',
  severity: 'error',
  title: 'A port that cannot be published',
  explanation:
    '`publish 8080 to web port 80` sends what arrives at port 8080 on to port 80 of an address of web. Each port of a place can lead ' +
    'to one target only, and not where a program of the host listens already. Ports are numbers from 1 to 65535; those below 1024 need ' +
    'root. The target needs an address.',
  on: ['Host', 'Netns', 'Container'],
  check(place, context) {
    const first = new Map<number, Publish>();
    for (const node of netStatements(place).filter(isPublish)) {
      checkNumbers(node, context);
      checkTarget(node, context);
      const port = portOf(node.hostPort);
      if (port === undefined) continue;
      checkTaken(node, port, first.get(port), context);
      if (!first.has(port)) first.set(port, node);
    }
  },
});
