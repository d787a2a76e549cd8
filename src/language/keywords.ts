import { type Grammar, GrammarAST } from 'langium';

/** All keywords of the grammar that are words, sorted. */
export function allKeywords(grammar: Grammar): readonly string[] {
  const words = grammar.rules.filter(GrammarAST.isParserRule).flatMap((rule) => [...keywordsIn(rule.definition)]);
  return [...new Set(words)].filter((word) => /^[a-z]/.test(word)).sort();
}

/** Words of the language that may also be names. */
export function softKeywords(grammar: Grammar): readonly string[] {
  const rule = grammar.rules.filter(GrammarAST.isParserRule).find(({ name }) => name === 'SoftKeyword');
  return rule ? [...keywordsIn(rule.definition)] : [];
}

function* keywordsIn(element: GrammarAST.AbstractElement | undefined): Generator<string> {
  if (!element) return;
  if (GrammarAST.isKeyword(element)) yield element.value;
  if (GrammarAST.isAssignment(element)) yield* keywordsIn(element.terminal);
  if (GrammarAST.isGroup(element) || GrammarAST.isAlternatives(element)) {
    for (const part of element.elements) yield* keywordsIn(part);
  }
}

/** Properties that hold statements which begin with a word. */
const BLOCKS: readonly string[] = ['body', 'elements', 'expectations'];

/** The words that a statement of the block of a rule may begin with; for the entry rule those of all in a file. */
export function statementKeywords(grammar: Grammar, ruleName: string): readonly string[] {
  const rule = grammar.rules.filter(GrammarAST.isParserRule).find(({ name }) => name === ruleName);
  const blocks = rule ? [...assignmentsIn(rule.definition)].filter(({ feature }) => BLOCKS.includes(feature)) : [];
  return [...new Set(blocks.flatMap(({ terminal }) => firstKeywords(terminal)))];
}

/** The assignments of a rule, in order: those of rules that it calls are theirs. */
export function* assignmentsIn(element: GrammarAST.AbstractElement | undefined): Generator<GrammarAST.Assignment> {
  if (!element) return;
  if (GrammarAST.isAssignment(element)) yield element;
  if (GrammarAST.isGroup(element) || GrammarAST.isAlternatives(element)) {
    for (const part of element.elements) yield* assignmentsIn(part);
  }
}

function firstKeywords(element: GrammarAST.AbstractElement): string[] {
  if (GrammarAST.isKeyword(element)) return [element.value];
  if (GrammarAST.isAssignment(element)) return firstKeywords(element.terminal);
  if (GrammarAST.isAlternatives(element)) return element.elements.flatMap(firstKeywords);
  if (GrammarAST.isGroup(element)) return element.elements[0] ? firstKeywords(element.elements[0]) : [];
  if (GrammarAST.isRuleCall(element)) {
    const rule = element.rule.ref;
    return GrammarAST.isParserRule(rule) ? firstKeywords(rule.definition) : [];
  }
  return [];
}
