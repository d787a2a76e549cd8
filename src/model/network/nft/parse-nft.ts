import type {
  ChainRef,
  FirewallAct,
  FirewallChain,
  FirewallCondition,
  FirewallRule,
  Ruleset,
  TableFamily,
} from '../firewall.ts';
import { actOf } from './act.ts';
import { conditionOn, conditionsOf, type NftSets } from './condition.ts';
import { isObject, type Json, listOf, objectOf } from './value.ts';

/** Statements that decide nothing. */
const HARMLESS = new Set(['counter', 'log', 'mangle', 'notrack', 'ct helper', 'quota']);

/**
 * What `nft -j list ruleset` says (libnftables-json(5)).
 * @param text the same as `nft -a list ruleset` prints it, for the words of rules
 * @throws SyntaxError for what is no JSON
 */
export function parseNft(json: string, text: string): Ruleset {
  const entries = listOf(objectOf(JSON.parse(json))['nftables']).map(objectOf);
  const words = ruleWords(text);
  const sets = setsOf(entries);
  return {
    chains: entries.flatMap(({ chain }) => (chain === undefined ? [] : parseChain(objectOf(chain)))),
    rules: entries.flatMap(({ rule }) => (rule === undefined ? [] : parseRule(objectOf(rule), words, sets))),
  };
}

function parseChain(chain: Json): FirewallChain {
  const { hook, type, prio, policy } = chain;
  return {
    ...refOf(chain, 'name'),
    ...(typeof hook === 'string' && { hook, policy: policy === 'drop' ? 'drop' : 'accept' }),
    ...(typeof type === 'string' && { type }),
    ...(typeof prio === 'number' && { priority: prio }),
  };
}

function refOf(entry: Json, chain: 'name' | 'chain'): ChainRef {
  const name = (key: string) => textOf(entry[key]).slice(0, 256);
  return { family: name('family') as TableFamily, table: name('table'), chain: name(chain) };
}

/** `meta mark set 1`. */
function isMarking({ mangle }: Json): boolean {
  return objectOf(objectOf(objectOf(mangle)['key'])['meta'])['key'] === 'mark';
}

function parseRule(rule: Json, words: ReadonlyMap<string, string>, sets: NftSets): FirewallRule[] {
  const ref = refOf(rule, 'chain');
  const conditions: FirewallCondition[] = [];
  const acts: FirewallAct[] = [];
  let verdicts: readonly Verdict[] | undefined;
  let understood = true;
  let marks = false;
  for (const statement of listOf(rule['expr']).map(objectOf)) {
    const found = 'match' in statement ? conditionsOf(objectOf(statement['match']), ref, sets) : undefined;
    const act = actOf(statement);
    marks ||= isMarking(statement);
    if ('vmap' in statement) verdicts = verdictsOf(objectOf(statement['vmap']));
    if (found) conditions.push(...found);
    else if (act) acts.push(act);
    else if (!verdicts && !Object.keys(statement).every((key) => HARMLESS.has(key))) understood = false;
  }
  const text = words.get(`${ref.family} ${ref.table} ${String(rule['handle'])}`) ?? JSON.stringify(rule['expr'] ?? []);
  const told = { ...ref, understood: understood && acts.length < 2, ...(marks && { marks: true as const }), text };
  if (!verdicts) return [{ ...told, conditions, act: acts[0] ?? { kind: 'continue' } }];
  return verdicts.map(({ conditions: own, act }) => ({ ...told, conditions: [...conditions, ...own], act }));
}

interface Verdict {
  readonly conditions: readonly FirewallCondition[];
  readonly act: FirewallAct;
}

/** `ct state vmap { established : accept, invalid : drop }` is as many rules; undefined when one is not understood. */
function verdictsOf({ key, data }: Json): readonly Verdict[] | undefined {
  const elements = listOf(objectOf(data)['set']);
  const found = elements.flatMap((element): Verdict[] => {
    const [value, verdict] = listOf(element);
    const conditions = conditionOn(key, [value], {});
    const act = isObject(verdict) ? actOf(verdict) : undefined;
    return conditions && act ? [{ conditions, act }] : [];
  });
  return elements.length > 0 && found.length === elements.length ? found : undefined;
}

/** Elements of sets that have a name, by family, table and name. */
function setsOf(entries: readonly Json[]): NftSets {
  const sets = new Map<string, readonly unknown[]>();
  for (const { set } of entries) {
    if (set === undefined) continue;
    const { family, table, name, elem } = objectOf(set);
    sets.set(`${String(family)} ${String(table)} @${String(name)}`, listOf(elem).map(valueOf));
  }
  return sets;
}

/** An element with a comment or a time is wrapped: `{"elem": {"val": …}}`. */
function valueOf(element: unknown): unknown {
  const { elem } = objectOf(element);
  return elem === undefined ? element : objectOf(elem)['val'];
}

/** Rules as text by family, table and handle: lines that end with `# handle 7`. */
function ruleWords(text: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  let table = '';
  for (const line of text.split('\n')) {
    const [, head, handle] = /^(.*) # handle (\d+)$/.exec(line) ?? [];
    const named = /^table (\S+ \S+) \{/.exec(line);
    if (named?.[1] !== undefined) table = named[1];
    else if (head !== undefined) words.set(`${table} ${handle}`, head.trim());
  }
  return words;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
