import type { AstNode } from 'langium';
import { message } from '../../base/message.ts';
import { type Cgroup, type Container, isAfter, isJoin, isUse, type Profile } from '../generated/ast.ts';
import { type SpecIndex, statementsOf } from '../spec-index.ts';
import { type CheckContext, defineCheck, type Place } from './check.ts';

type Node = Cgroup | Container | Profile;

interface Edge {
  readonly to: Node;
  readonly at: Place;
}

type Edges = (node: Node) => readonly Edge[];

function edge(to: AstNode | undefined, node: AstNode, property: string): Edge[] {
  return to ? [{ to: to as Node, at: { node, property } }] : [];
}

const IN: Edges = (node) => (node.$type === 'Cgroup' ? edge(node.parent?.ref, node, 'parent') : []);
const USE: Edges = (node) =>
  node.$type === 'Cgroup' ? [] : node.body.filter(isUse).flatMap((use) => edge(use.profile?.ref, use, 'profile'));

/** Waiting and joining: a container starts after both. */
const START: Edges = (node) =>
  node.$type !== 'Container'
    ? []
    : statementsOf(node)
        .filter((each) => isAfter(each) || isJoin(each))
        .flatMap((each) => (each.target?.ref?.$type === 'Container' ? edge(each.target.ref, each, 'target') : []));

/** Tells each cycle once, at its edge that comes first in the walk. */
function findCycles(nodes: readonly Node[], edges: Edges, report: (cycle: readonly Edge[]) => void): void {
  const done = new Set<Node>();
  for (const start of nodes) {
    if (done.has(start)) continue;
    const path: { node: Node; rest: Iterator<Edge, undefined>; by: Edge | undefined }[] = [
      { node: start, rest: edges(start).values(), by: undefined },
    ];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value: next } = top.rest.next();
      if (!next) {
        done.add(top.node);
        path.pop();
        continue;
      }
      const at = path.findIndex(({ node }) => node === next.to);
      if (at >= 0) report([...path.slice(at + 1).flatMap(({ by }) => by ?? []), next]);
      else if (!done.has(next.to)) path.push({ node: next.to, rest: edges(next.to).values(), by: next });
    }
  }
}

function tell({ report }: CheckContext): (cycle: readonly Edge[]) => void {
  return ([first, ...others]) => {
    if (!first) return;
    report(first.at, {
      message: message('This leads in a circle back to {0}.', (others.at(-1) ?? first).to.name),
      related: others.map(({ at, to }) => ({ at, message: message('It goes on to {0}.', to.name) })),
    });
  };
}

function nodesWith(index: SpecIndex): readonly Node[] {
  return [...index.profiles, ...index.containers];
}

export const n07 = defineCheck({
  code: 'N07',
  severity: 'error',
  title: 'A circle',
  explanation:
    'A group cannot be in itself, a profile cannot use itself, and a container cannot wait for, or join, one that waits for it. ' +
    'Break the circle at one of the places that are named.',
  on: ['Spec'],
  check(_spec, context) {
    const { index } = context;
    findCycles(index.groups, IN, tell(context));
    findCycles(nodesWith(index), USE, tell(context));
    findCycles(index.containers, START, tell(context));
  },
});
