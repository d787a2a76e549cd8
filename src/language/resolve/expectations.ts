import { formatAddress, parseAddress } from '../../model/spec/address.ts';
import { type SpecExpectation, type SpecReaches, USUAL_PATIENCE } from '../../model/spec/expectation.ts';
import { countOf, patienceOf, statusOf, subjectOf } from '../expectations.ts';
import type { Expect, Reaches } from '../generated/ast.ts';
import { portOf } from '../ports.ts';
import type { SpecIndex } from '../spec-index.ts';

/** All that a file expects, in its order. */
export function resolveExpectations({ spec }: SpecIndex): SpecExpectation[] {
  return spec.expectations.flatMap((node) => resolveExpectation(node) ?? []);
}

type Common = Omit<SpecReaches, 'kind' | 'to' | 'port'>;

function resolveExpectation(node: Expect): SpecExpectation | undefined {
  const { negated, within, $cstNode } = node;
  const subject = subjectOf(node.subject);
  const patience = within === undefined ? (negated ? 0 : USUAL_PATIENCE) : patienceOf(node);
  if (!subject || patience === undefined || !$cstNode) return undefined;
  const { start, end } = $cstNode.range;
  return factOf(node, { subject, negated, within: patience, lines: [start.line + 1, end.line + 1] });
}

function factOf({ fact }: Expect, common: Common): SpecExpectation | undefined {
  switch (fact?.$type) {
    case 'Reaches':
      return reaches(fact, common);
    case 'Listens': {
      const port = portOf(fact.port);
      return port === undefined ? undefined : { kind: 'listens', ...common, port };
    }
    case 'OomKilled':
      return { kind: 'oom_killed', ...common };
    case 'Processes': {
      const count = countOf(fact.count);
      return count === undefined ? undefined : { kind: 'processes', ...common, count };
    }
    case 'Exits': {
      const status = statusOf(fact.status);
      if (fact.status !== undefined && status === undefined) return undefined;
      return { kind: 'exits', ...common, ...(status !== undefined && { status }) };
    }
    default:
      return undefined;
  }
}

function reaches(fact: Reaches, common: Common): SpecReaches | undefined {
  const to = endOf(fact);
  const port = portOf(fact.port);
  if (!to || (fact.port !== undefined && port === undefined)) return undefined;
  return { kind: 'reaches', ...common, to, ...(port !== undefined && { port }) };
}

function endOf({ address, target }: Reaches): SpecReaches['to'] | undefined {
  if (address === undefined) return subjectOf(target);
  const ip = parseAddress(address);
  return ip && { kind: 'address', address: formatAddress({ ...ip, prefix: undefined }) };
}
