import type {
  SpecExits,
  SpecExpectation,
  SpecListens,
  SpecOomKilled,
  SpecProcesses,
  SpecReaches,
  SpecSubject,
} from '../model/spec/expectation.ts';
import { invalid } from './fields.ts';
import { either, flag, list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

const subject = object<SpecSubject>({ kind: oneOf('host', 'netns', 'container', 'cgroup'), name: text(200) });

const lines: Reader<SpecExpectation['lines']> = (value, place) => {
  const [first, last] = list(number, 2)(value, place);
  if (first === undefined || last === undefined) throw invalid(place, 'two lines');
  return [first, last];
};

const common = { subject, negated: flag, within: number, lines };
const reaches = object<SpecReaches>({
  ...common,
  kind: oneOf('reaches'),
  to: either<SpecSubject, Extract<SpecReaches['to'], { kind: 'address' }>>(
    subject,
    object({ kind: oneOf('address'), address: text(200) }),
  ),
  port: optional(number),
});
const listens = object<SpecListens>({ ...common, kind: oneOf('listens'), port: number });
const oomKilled = object<SpecOomKilled>({ ...common, kind: oneOf('oom_killed') });
const processes = object<SpecProcesses>({ ...common, kind: oneOf('processes'), count: number });
const exits = object<SpecExits>({ ...common, kind: oneOf('exits'), status: optional(number) });

/** @throws ProtocolError invalid */
export const readExpectation: Reader<SpecExpectation> = (value, place) => {
  const kinds = ['reaches', 'listens', 'oom_killed', 'processes', 'exits'] as const;
  const { kind } = object<{ kind: SpecExpectation['kind'] }>({ kind: oneOf(...kinds) })(value, place);
  switch (kind) {
    case 'reaches':
      return reaches(value, place);
    case 'listens':
      return listens(value, place);
    case 'oom_killed':
      return oomKilled(value, place);
    case 'processes':
      return processes(value, place);
    case 'exits':
      return exits(value, place);
  }
};
