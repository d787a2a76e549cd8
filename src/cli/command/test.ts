import { formatMessage, type Message, message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { expectationText, type SpecExpectation } from '../../model/spec/expectation.ts';
import type { Declared } from '../../protocol/environment.ts';
import type { Tested } from '../../protocol/expectation.ts';
import { known } from '../change.ts';
import type { Command, Output } from '../command.ts';
import { declaredIn, ENGINE_OPTION, environments, untilStopped } from '../environments.ts';
import { EXIT, usageError } from '../exit.ts';
import { scan } from '../scan.ts';

type Outcome = Tested['judgement']['outcome'];

/** One expectation with what became of it. */
interface Result {
  readonly file: string;
  readonly expectation: SpecExpectation;
  readonly tested: Tested;
}

export const command: Command = {
  usage: 'test [--json] FILE…',
  summary: 'Tests what .cspec files expect of their environments, which must be up.',
  help: `Nothing is made or changed; what \`expect … reaches\` says is tested with a real packet.

  -J, --json  {"tests": [{"file", "line", "expectation", "outcome", "expected", "actual", "details", "ms"}]}

Exit code 0 when all is as expected, 1 when something is not or an environment is not up, 2 when nothing is otherwise and
something could not be seen.`,
  options: { ...ENGINE_OPTION, json: { type: 'boolean', short: 'J' } },
  async run(values, operands, output) {
    if (operands.length === 0) throw usageError('a file is needed');
    const isJson = values['json'] === true;
    // What would be in the way of making it does not matter: it is there.
    const declared = await declaredIn(operands, values, output, Promise.resolve(undefined));
    const results: Result[] = [];
    const tests = await testing(output);
    for (const each of declared) {
      const { expectations } = each.spec;
      if (expectations.length === 0) output.note(`${each.file} expects nothing`);
      const resultOf = (tested: Tested): Result[] => {
        const expectation = expectations[tested.index];
        return expectation ? [{ file: each.file, expectation, tested }] : [];
      };
      const onTested = (tested: Tested) => {
        for (const result of isJson ? [] : resultOf(tested)) writeResult(result, output);
      };
      results.push(...(await known(() => tests(each, onTested))).flatMap(resultOf));
    }
    if (isJson) output.write(`${JSON.stringify({ tests: results.map(resultJson) }, undefined, 2)}\n`);
    else output.write(`${sumOf(results)}\n`);
    const wanted = declared.reduce((sum, { spec }) => sum + spec.expectations.length, 0);
    if (results.length < wanted || countOf(results, 'unmet') > 0) return EXIT.no;
    return countOf(results, 'unknown') > 0 ? EXIT.cannotTell : EXIT.ok;
  },
};

type Test = (declared: Declared, onTested: (tested: Tested) => void) => Promise<readonly Tested[]>;

/** Tests until Ctrl-C. */
async function testing(output: Output): Promise<Test> {
  const all = await environments(output);
  const { discovery } = await scan({ inside: false });
  const [{ Expectations }, { NetworkInspector }, { PathExplainer }, { stateDir }] = await Promise.all([
    import('../../agent/expectation/expectations.ts'),
    import('../../agent/discover/network/inside/network-inspector.ts'),
    import('../../agent/service/path-explainer.ts'),
    import('../../agent/run/json-lines.ts'),
  ]);
  const networks = new NetworkInspector(discovery);
  const paths = new PathExplainer(discovery, (namespace) => networks.inspect(namespace));
  const expectations = new Expectations({
    environments: all,
    discovery,
    stateDir: stateDir(),
    explain: (question) => paths.explain({ question, probe: true }),
    listening: (namespace) => networks.listening(namespace),
  });
  const signal = untilStopped();
  return (declared, onTested) => {
    const only = declared.spec.expectations.map((_, index) => index);
    return expectations.test({ declared, only }, signal, onTested);
  };
}

const SIGNS: Readonly<Record<Outcome, string>> = { met: '✓', unmet: '✗', unknown: '?' };

/** What is as expected is a line; all else is told with its place, as compilers do, and why. */
function writeResult({ file, expectation, tested: { judgement } }: Result, output: Output): void {
  const { outcome, expected, actual, details } = judgement;
  output.write(`${SIGNS[outcome]} ${printable(expectationText(expectation), 1000)}\n`);
  if (outcome === 'met') return;
  const severity = outcome === 'unmet' ? 'error' : 'warning';
  const place = `${printable(file, 4096)}:${expectation.lines[0]}:1`;
  output.write(`${place}: ${severity}: ${text(actual)} [${outcome}]\n`);
  for (const line of [message('Expected: {0}', expected), ...details]) output.write(`    ${text(line)}\n`);
}

function text(sentence: Message): string {
  return formatMessage(sentence, (argument) => printable(argument, 1000));
}

function countOf(results: readonly Result[], wanted: Outcome): number {
  return results.filter(({ tested }) => tested.judgement.outcome === wanted).length;
}

function sumOf(results: readonly Result[]): string {
  return `${countOf(results, 'met')} met, ${countOf(results, 'unmet')} not met, ${countOf(results, 'unknown')} not seen`;
}

function resultJson({ file, expectation, tested: { judgement, tookMs } }: Result) {
  const { outcome, expected, actual, details } = judgement;
  return {
    file,
    line: expectation.lines[0],
    expectation: expectationText(expectation),
    outcome,
    expected: formatMessage(expected),
    actual: formatMessage(actual),
    details: details.map((each) => formatMessage(each)),
    ms: Math.round(tookMs),
  };
}
