import { isNamespaceKind, NAMESPACE_KINDS, type NamespaceKind } from '../../model/namespace.ts';
import type { Command, Values } from '../command.ts';
import { madeContainers } from '../environments.ts';
import { usageError } from '../exit.ts';
import { findPlace, PLACE_HELP } from '../find-place.ts';
import { commandGiven, RUN_HELP, RUN_OPTIONS, runThere } from '../run-there.ts';
import { scan } from '../scan.ts';

export const command: Command = {
  usage: 'enter TARGET [-t KIND…] [--root-inside] [-n] [-y] [-- COMMAND…]',
  summary: 'Runs a command, or a shell, in namespaces that are there.',
  help: `${PLACE_HELP}

  -t, --type KIND only namespaces of these kinds: ${NAMESPACE_KINDS.join(', ')}
${RUN_HELP}`,
  options: { type: { type: 'string', short: 't', multiple: true }, ...RUN_OPTIONS },
  async run(values, [target, ...rest], output) {
    if (target === undefined) throw usageError('what to enter is missing');
    const { snapshot, discovery } = await scan({ inside: true });
    const made = await madeContainers(output);
    const place = findPlace(snapshot, made, target, kindsOf(values['type'], 'type'));
    const user = values['root-inside'] === true ? 'root' : place.user;
    const enter = { ...place, user, directory: process.cwd(), ...commandGiven(rest) };
    return runThere(enter, values, discovery, output);
  },
};

/** Kinds of namespaces, given apart or with commas. @throws CliError */
export function kindsOf(given: Values[string], option: string): NamespaceKind[] {
  const words = (Array.isArray(given) ? given : [given ?? '']).flatMap((each) => String(each).split(','));
  return words.filter(Boolean).map((word) => {
    if (!isNamespaceKind(word)) throw usageError(`--${option}: no kind of namespaces: ${word}`);
    return word;
  });
}
