import { GrammarUtils, type LangiumDocument } from 'langium';
import type { CodeLensProvider } from 'langium/lsp';
import type { CodeLens, Range } from 'vscode-languageserver-protocol';
import { type Message, message } from '../../base/message.ts';
import type { Environment } from '../environment.ts';
import { isContainer, isNetns, type Spec } from '../generated/ast.ts';

interface Act {
  readonly command: string;
  readonly title: Message;
}

/** Of the whole file. */
const ENVIRONMENT: readonly Act[] = [
  { command: 'isolens.environment.plan', title: message('Plan') },
  { command: 'isolens.environment.up', title: message('Up') },
  { command: 'isolens.environment.down', title: message('Down') },
];
/** Of a netns or container. */
const PLACE: readonly Act[] = [{ command: 'isolens.environment.runInNamespace', title: message('Run in namespace') }];

/** What can be done with a file and its places, for clients that have the commands. */
export class CspecCodeLensProvider implements CodeLensProvider {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  provideCodeLens({ uri, parseResult }: LangiumDocument): CodeLens[] {
    const spec = parseResult.value as Spec;
    if (spec.elements.length === 0) return [];
    const places = spec.elements.filter((each) => isNetns(each) || isContainer(each));
    return [
      ...this.#lenses(ENVIRONMENT, headOf(spec), [uri.toString()]),
      ...places.flatMap((place) => {
        const name = GrammarUtils.findNodeForProperty(place.$cstNode, 'name');
        return name ? this.#lenses(PLACE, name.range, [uri.toString(), place.name]) : [];
      }),
    ];
  }

  #lenses(acts: readonly Act[], range: Range, args: readonly string[]): CodeLens[] {
    const { commands, render } = this.#environment;
    return acts
      .filter(({ command }) => commands.includes(command))
      .map(({ command, title }) => ({ range, command: { command, title: render(title), arguments: [...args] } }));
  }
}

/** The line that names the environment, else the first of the file. */
function headOf(spec: Spec): Range {
  const title = GrammarUtils.findNodeForProperty(spec.$cstNode, 'title');
  return (
    title?.range ??
    spec.elements[0]?.$cstNode?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
  );
}
