import { type Grammar, GrammarAST } from 'langium';
import { assignmentsIn } from '../../keywords.ts';

/** What may stand at a place of a statement. */
export interface Slot {
  /** Names of the tokens that fit: keywords as written, terminals in capitals. */
  readonly tokens: ReadonlySet<string>;
  /** The word itself where only this keyword fits. */
  readonly keyword: string | undefined;
  /** What a value is for: `Address.value`. */
  readonly property: string | undefined;
}

interface State {
  readonly steps: { readonly slot: Slot; readonly to: State }[];
  /** What can be reached without a token. */
  readonly empty: State[];
}

/** A way to read the tokens of a statement so far; the rule is that of the statement. */
export interface Thread {
  readonly rule: string;
  readonly state: State;
}

function state(): State {
  return { steps: [], empty: [] };
}

/** Properties that hold statements, or what one goes on with. */
const BLOCKS: readonly string[] = ['body', 'knobs', 'elements', 'expectations', 'fact'];

/** The statements of the language as automata over tokens, made from the grammar: they read also what is incomplete. */
export class Syntax {
  readonly #grammar: Grammar;
  readonly #blocks = new Map<string, readonly Thread[]>();

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /** Beginnings of all statements that may stand in the block of a rule; for `Spec` those of a file. */
  statementsIn(rule: string): readonly Thread[] {
    let threads = this.#blocks.get(rule);
    if (!threads) {
      threads = this.#begin(rule);
      this.#blocks.set(rule, threads);
    }
    return threads;
  }

  #begin(rule: string): readonly Thread[] {
    const definition = this.#rule(rule)?.definition;
    if (!definition) return [];
    const blocks = [...assignmentsIn(definition)].filter(({ feature }) => BLOCKS.includes(feature));
    const threads = blocks
      .flatMap(({ terminal }) => rulesOf(terminal))
      .map(({ name, definition: statement }) => ({
        rule: name,
        state: compile(statement, name, undefined, state()),
      }));
    // `environment NAME` is no element: it is the head of the file.
    const [head] = rule === 'Spec' && GrammarAST.isGroup(definition) ? definition.elements : [];
    return head ? [{ rule: 'Spec', state: compile(head, 'Spec', undefined, state()) }, ...threads] : threads;
  }

  #rule(wanted: string): GrammarAST.ParserRule | undefined {
    return this.#grammar.rules.filter(GrammarAST.isParserRule).find(({ name }) => name === wanted);
  }
}

/** The threads that go on with a token, with the slot that it took in each. */
export function advance(threads: readonly Thread[], token: string): (Thread & { readonly slot: Slot })[] {
  return threads.flatMap(({ rule, state: from }) =>
    stepsFrom(from).flatMap(({ slot, to }) => (slot.tokens.has(token) ? [{ rule, state: to, slot }] : [])),
  );
}

/** What may come next in a statement. */
export interface NextSlot extends Slot {
  readonly rule: string;
  /** The statement may end behind it. */
  readonly isLast: boolean;
}

export function slotsOf(threads: readonly Thread[]): readonly NextSlot[] {
  return threads.flatMap(({ rule, state: from }) =>
    stepsFrom(from).map(({ slot, to }) => ({ ...slot, rule, isLast: mayEnd(to) })),
  );
}

/** Whether a statement may end in this state. */
export function mayEnd(from: State, seen = new Set<State>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return (from.steps.length === 0 && from.empty.length === 0) || from.empty.some((next) => mayEnd(next, seen));
}

const STEPS = new WeakMap<State, State['steps']>();

/** Made once for each state: they are asked for with every token of a file. */
function stepsFrom(from: State): State['steps'] {
  let steps = STEPS.get(from);
  if (!steps) {
    steps = collectSteps(from, new Set());
    STEPS.set(from, steps);
  }
  return steps;
}

function collectSteps(from: State, seen: Set<State>): State['steps'] {
  if (seen.has(from)) return [];
  seen.add(from);
  return [...from.steps, ...from.empty.flatMap((next) => collectSteps(next, seen))];
}

type Element = GrammarAST.AbstractElement;

/** The entry of an automaton that reads an element and then is in `to`. A block ends it: its statements are read apart. */
function compile(element: Element, rule: string, property: string | undefined, to: State): State {
  const { cardinality } = element;
  if (!cardinality) return compileOnce(element, rule, property, to);
  const around = state();
  const inner = compileOnce(element, rule, property, cardinality === '?' ? to : around);
  around.empty.push(inner, to);
  return cardinality === '+' ? inner : around;
}

function compileOnce(element: Element, rule: string, property: string | undefined, to: State): State {
  if (GrammarAST.isKeyword(element)) {
    return step({ tokens: new Set([element.value]), keyword: element.value, property }, to);
  }
  if (GrammarAST.isAssignment(element)) return compile(element.terminal, rule, `${rule}.${element.feature}`, to);
  if (GrammarAST.isCrossReference(element)) {
    return step({ tokens: tokensOf(element.terminal), keyword: undefined, property }, to);
  }
  if (GrammarAST.isRuleCall(element)) return compileCall(element, property, to);
  if (GrammarAST.isAlternatives(element)) {
    const entry = state();
    entry.empty.push(...element.elements.map((each) => compile(each, rule, property, to)));
    return entry;
  }
  if (!GrammarAST.isGroup(element)) return to;
  const open = element.elements.findIndex((each) => GrammarAST.isKeyword(each) && each.value === '{');
  const parts = open < 0 ? element.elements : element.elements.slice(0, open + 1);
  return parts.reduceRight((next, part) => compile(part, rule, property, next), to);
}

function compileCall(call: GrammarAST.RuleCall, property: string | undefined, to: State): State {
  const { ref } = call.rule;
  if (GrammarAST.isParserRule(ref) && !isDataType(ref)) return compile(ref.definition, ref.name, undefined, to);
  return step({ tokens: tokensOf(call), keyword: undefined, property }, to);
}

function step(slot: Slot, to: State): State {
  const entry = state();
  entry.steps.push({ slot, to });
  return entry;
}

function isDataType(rule: GrammarAST.ParserRule): boolean {
  return rule.dataType !== undefined || ![...assignmentsIn(rule.definition)].length;
}

/** Names of all tokens that a value may be. */
function tokensOf(element: Element | undefined): ReadonlySet<string> {
  if (GrammarAST.isKeyword(element)) return new Set([element.value]);
  if (GrammarAST.isAlternatives(element) || GrammarAST.isGroup(element)) {
    return new Set(element.elements.flatMap((part) => [...tokensOf(part)]));
  }
  const rule = GrammarAST.isRuleCall(element) ? element.rule.ref : undefined;
  if (GrammarAST.isTerminalRule(rule)) return new Set([rule.name]);
  return GrammarAST.isParserRule(rule) ? tokensOf(rule.definition) : new Set();
}

/** The parser rules that a choice of rules means, without those that are themselves only a choice. */
function rulesOf(element: Element): GrammarAST.ParserRule[] {
  if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(rulesOf);
  const rule = GrammarAST.isRuleCall(element) ? element.rule.ref : undefined;
  if (!GrammarAST.isParserRule(rule)) return [];
  const { definition } = rule;
  const choice = GrammarAST.isAlternatives(definition) || GrammarAST.isRuleCall(definition);
  return choice ? rulesOf(definition) : [rule];
}
