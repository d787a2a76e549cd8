import { type Message, message } from '../../base/message.ts';
import { INTERFACE_FILES } from '../../model/cgroup/interface-file.ts';
import type { Check, Fix } from '../check/check.ts';
import { n09 } from '../check/n09-unknown-word.ts';
import { nearest } from '../check/nearest.ts';
import { statementKeywords } from '../keywords.ts';
import { STATEMENT_DOCS } from '../statement-docs.ts';
import { type Explain, endsStatement, type SyntaxError } from './syntax-error.ts';

export const CHECK = n09 as Check;

/** What other tools say, with the word of this language where it can stand. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  network: ['bridge', 'netns'],
  networks: ['interface', 'bridge'],
  service: ['container'],
  services: ['container'],
  pod: ['container'],
  cable: ['veth'],
  switch: ['bridge'],
  namespace: ['netns', 'namespaces'],
  unshare: ['namespaces'],
  ip: ['address'],
  addr: ['address'],
  default: ['gateway'],
  root: ['rootfs'],
  volume: ['mount'],
  volumes: ['mount'],
  ports: ['publish'],
  expose: ['publish'],
  depends_on: ['after'],
  requires: ['after'],
  entrypoint: ['command'],
  cmd: ['command'],
  run: ['command'],
  exec: ['command'],
  environment: ['env'],
  extends: ['use'],
  caps: ['capabilities'],
  cap_add: ['capabilities'],
  ulimit: ['rlimit'],
  ulimits: ['rlimit'],
  cwd: ['workdir'],
  chdir: ['workdir'],
  resources: ['limits'],
  memory: ['memory.max'],
  mem_limit: ['memory.max'],
  cpu: ['cpu.max'],
  cpus: ['cpuset.cpus'],
  pids: ['pids.max'],
  pids_limit: ['pids.max'],
  masquerade: ['nat'],
  nameserver: ['dns'],
  assert: ['expect'],
  test: ['expect'],
  reach: ['reaches'],
  ping: ['reaches'],
  pings: ['reaches'],
  listen: ['listens'],
  oom: ['oom_killed'],
  killed: ['oom_killed'],
  exited: ['exits'],
};

/** What people write in the middle of a statement, by its rule. */
const AFTER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Mount: { on: 'at', to: 'at' },
  Join: { from: 'of' },
  Bridge: { on: 'in' },
  Interface: { in: 'on', to: 'on' },
};

const SETTINGS = INTERFACE_FILES.filter(({ use }) => use === 'limit').map(({ file }) => file);

/** Words that can stand in the place of the one that was found. */
function candidates(error: SyntaxError): readonly string[] {
  const { expected, grammar, rule } = error;
  const words = expected.filter((word) => /^[a-z]/.test(word));
  if (!endsStatement(error)) return words;
  return [...words, ...(rule === 'Cgroup' || rule === 'Limits' ? SETTINGS : statementKeywords(grammar, rule))];
}

/** A word like one that could stand there, or that other tools have for it. */
export const likeAnother: Explain = (error) => {
  const { found, span } = error;
  const words = candidates(error);
  const meant =
    AFTER[error.before?.$type ?? '']?.[found] ?? MEANT[found.toLowerCase()]?.find((word) => words.includes(word));
  const near = meant ?? (/^[A-Za-z]/.test(found) ? nearest(found, words) : undefined);
  if (near === undefined || near === found) return undefined;
  const fix: Fix = { title: message('Replace with {0}', near), edits: [{ ...span, text: near }] };
  return {
    check: CHECK,
    message: message('{0} is not known here. Did you mean {1}?', found, near),
    fixes: [meant === undefined ? { ...fix, preferred: true } : fix],
  };
};

/** What people call the terminals. */
const TERMINALS: Readonly<Record<string, string>> = {
  ID: 'a name',
  DOTTED: 'the name of a file, as memory.max',
  LITERAL: 'a number or an address',
  COLONED: 'an address',
  SIGNED: 'an offset such as +7d',
  STRING: 'a text in quotes',
  PATH: 'a path',
  EOF: 'the end of the file',
};

/** What people call the parts of a statement. */
const PARTS: Readonly<Record<string, string>> = {
  Addr: 'an address',
  Amount: 'a number',
  Ids: 'a number or a network',
  Knob: 'a value',
  KnobAtom: 'a value',
  Name: 'a name',
  Option: 'an option',
  Path: 'a path',
  RlimitValue: 'a number or unlimited',
  Scalar: 'a value',
};

function inWords({ expected, rule }: SyntaxError): string {
  const part = PARTS[rule];
  if (part !== undefined && expected.length > 1) return part;
  const words = [...new Set(expected.map((token) => TERMINALS[token] ?? token))];
  const told = words.filter((word) => word !== 'an address' || !words.includes('a number or an address'));
  return told.length > 6 ? `${told.slice(0, 6).join(', ')}, …` : told.join(', ');
}

/** The shape of the statement that is being written. */
function formOf({ before, rule }: SyntaxError): string | undefined {
  return (STATEMENT_DOCS[rule] ?? (before && STATEMENT_DOCS[before.$type]))?.form;
}

/** What could stand there instead, and how the statement goes. */
export function expectation(error: SyntaxError): Message {
  const form = formOf(error);
  const words = inWords(error);
  if (error.found === '') return message('The file ends too early: {0} is missing.', words);
  if (form === undefined) return message('Expected {0} here, not {1}.', words, error.found);
  return message('Expected {0} here, not {1}: {2}', words, error.found, form);
}
