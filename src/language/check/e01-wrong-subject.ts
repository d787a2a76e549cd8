import { type Message, message } from '../../base/message.ts';
import type { SpecSubject } from '../../model/spec/expectation.ts';
import { subjectOf } from '../expectations.ts';
import type { Expect } from '../generated/ast.ts';
import { defineCheck } from './check.ts';

type Kind = SpecSubject['kind'];

/** Who can do what, and how it is said of others. */
const FACTS: Readonly<
  Record<
    Expect['fact']['$type'],
    { readonly kinds: readonly Kind[]; readonly said: (name: string, kind: Kind) => Message }
  >
> = {
  Reaches: {
    kinds: ['host', 'netns', 'container'],
    said: (name, kind) => message('{0} is a {1}: only a netns, a container and the host send packets.', name, kind),
  },
  Listens: {
    kinds: ['host', 'netns', 'container'],
    said: (name, kind) => message('{0} is a {1}: only a netns, a container and the host have ports.', name, kind),
  },
  OomKilled: {
    kinds: ['container', 'cgroup'],
    said: (name, kind) => message('{0} is a {1}: only a container and a cgroup have a limit of memory.', name, kind),
  },
  Processes: {
    kinds: ['container', 'cgroup'],
    said: (name, kind) => message('{0} is a {1}: processes are counted in a container or a cgroup.', name, kind),
  },
  Exits: {
    kinds: ['container'],
    said: (name, kind) => message('{0} is a {1}: only a container has a command that ends.', name, kind),
  },
};

export const e01 = defineCheck({
  code: 'E01',
  severity: 'error',
  title: 'Something is expected that this cannot do',
  explanation:
    'A netns, a container and the host have a network: they reach others and listen on ports. A container and a cgroup have processes: ' +
    'they are counted, and killed when a limit of memory is reached. A container runs a command, which ends.',
  on: ['Expect'],
  check(node, { report }) {
    const subject = subjectOf(node.subject);
    const fact = node.fact && FACTS[node.fact.$type];
    if (!subject || !fact || fact.kinds.includes(subject.kind)) return;
    const related = node.subject.ref && {
      related: [{ at: { node: node.subject.ref, property: 'name' }, message: message('It is declared here.') }],
    };
    report({ node, property: 'subject' }, { message: fact.said(subject.name, subject.kind), ...related });
  },
});
