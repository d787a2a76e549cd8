import { type Grammar, GrammarAST } from 'langium';
import type { Random } from './random.ts';

const NAMES = ['a', 'b', 'br0', 'eth0', 'web', 'lan-1', 'net', 'pid', 'bind', 'ids', 'tmpfs', 'on', 'off'] as const;

/** Words of each kind: some right, some that only look right. */
const WORDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  PATH: ['/', '/srv', './rootfs/a=b', '../x:y', '/dev/sda', '/proc/', '/ü/שלום'],
  COLONED: [':', '::1/64', 'fe80::1', '02:00:00:00:00:01', 'aa:bb', 'dead:beef::/300'],
  SIGNED: ['+7d', '-500', '+1.5x', '-0'],
  LITERAL: [
    '0',
    '10.0.0.1/24',
    '10.0.0.300/99',
    '0-1,9',
    '10MB',
    '50%',
    '4294967296',
    '0:0',
    '1_000',
    '99999999999999999999',
  ],
  DOTTED: ['memory.max', 'cpu.max', 'io.max', 'net.ipv4.ip_forward', 'cpuset.cpus', 'memory.limit_in_bytes', 'a.*.b'],
  ID: NAMES,
  STRING: ['""', '"sh"', '"a \\" b # c"', '"{ [ , ] }"', '"שלום"', '"10M"'],
};

const BLANKS = ['\n', '\n\n\n', '\t', '  ', '\r\n', ' # note\n', '\n# cspec-ignore A03\n', '\n  # שלום  \r\n'] as const;

/** Writes texts that the grammar of the language allows; their names and values are often wrong. */
export class SpecWriter {
  readonly #grammar: Grammar;
  readonly #random: Random;
  /** Of ten words so many have something else than one blank before them. */
  #untidiness = 0;

  constructor(grammar: Grammar, random: Random) {
    this.#grammar = grammar;
    this.#random = random;
  }

  spec(): string {
    this.#untidiness = this.#random.below(5);
    const entry = this.#grammar.rules.filter(GrammarAST.isParserRule).find((rule) => rule.entry);
    return entry ? this.#rule(entry) : '';
  }

  #rule(rule: GrammarAST.AbstractRule | undefined): string {
    if (GrammarAST.isTerminalRule(rule)) return this.#word(this.#random.pick(WORDS[rule.name] ?? ['']));
    return GrammarAST.isParserRule(rule) ? this.#element(rule.definition) : '';
  }

  #element(element: GrammarAST.AbstractElement): string {
    const { cardinality } = element;
    if (!cardinality) return this.#once(element);
    const count = this.#random.below({ '?': 2, '*': 6, '+': 3 }[cardinality]) + (cardinality === '+' ? 1 : 0);
    return Array.from({ length: count }, () => this.#once(element)).join('');
  }

  #once(element: GrammarAST.AbstractElement): string {
    if (GrammarAST.isKeyword(element)) return this.#word(element.value);
    if (GrammarAST.isRuleCall(element)) return this.#rule(element.rule.ref);
    if (GrammarAST.isAssignment(element)) return this.#element(element.terminal);
    if (GrammarAST.isCrossReference(element)) return this.#word(this.#random.pick(NAMES));
    if (GrammarAST.isGroup(element)) return element.elements.map((part) => this.#element(part)).join('');
    if (GrammarAST.isAlternatives(element)) {
      const chosen = element.elements[this.#random.below(element.elements.length)];
      return chosen ? this.#element(chosen) : '';
    }
    throw new Error(`The grammar has something new: ${element.$type}`);
  }

  #word(word: string): string {
    const random = this.#random;
    if (random.below(10) >= this.#untidiness) return ` ${word}`;
    return (/^[[\]{},=]$/.test(word) && random.below(2) === 0 ? '' : random.pick(BLANKS)) + word;
  }
}

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  '=',
  '"',
  '#',
  '\\',
  '\0',
  '\uFEFF',
  '\r',
  '\n',
  '\t',
  '\u2028',
  '\u00a0',
  ' ',
  'é',
  '網',
  '\u202e',
  '\ud800',
  ';',
  ':',
  '/',
  '.',
  '-',
  '+',
  '%',
  '*',
  '0',
  'a',
  ' interface ',
  ' netns x {',
] as [string, ...string[]];

/** The text with some of its characters dropped, doubled, moved or replaced. */
export function mutated(text: string, random: Random): string {
  let result = text;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(result.length + 1);
    const end = Math.min(result.length, at + 1 + random.below(random.below(4) === 0 ? 60 : 3));
    const cut = result.slice(at, end);
    const middle = [random.pick(PIECES), random.pick(PIECES) + cut, '', cut + cut, cut.split('').toReversed().join('')];
    result = result.slice(0, at) + (middle[random.below(middle.length)] ?? '') + result.slice(end);
  }
  return result;
}
