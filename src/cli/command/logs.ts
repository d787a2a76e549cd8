import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../base/text.ts';
import type { ContainerLog } from '../../protocol/environment.ts';
import type { Command, Output } from '../command.ts';
import { environments, environmentsOf } from '../environments.ts';
import { CliError, EXIT, usageError } from '../exit.ts';
import { loadNative } from '../scan.ts';

const FOLLOW_MS = 300;
/** A line is cut there on a terminal, in characters. */
const LINE_LENGTH = 4096;

export const command: Command = {
  usage: 'logs [--follow] FILE|ENVIRONMENT CONTAINER',
  summary: 'Writes what a container has written, as far as it is kept: the last MiB, and up to one before.',
  help: `  -f, --follow  also what it writes from now on, until it has ended

On a terminal control characters are shown as \\x1b; into a pipe or a file they go as they are.`,
  options: { follow: { type: 'boolean', short: 'f' } },
  async run(values, operands, output) {
    const [file, container, ...more] = operands;
    if (file === undefined || container === undefined || more.length > 0) {
      throw usageError('a file or an environment and a container are needed');
    }
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(container)) throw usageError(`no name of a container: ${container}`);
    const [environment = ''] = await environmentsOf([file]);
    const all = await environments(output);
    const { readLog, readContainerStatus } = await loadNative(async () => ({
      ...(await import('../../agent/environment/read-log.ts')),
      ...(await import('../../agent/environment/container-status.ts')),
    }));
    const directory = all.logDirectory(environment, container);
    if (!readContainerStatus(directory)) {
      throw new CliError(
        EXIT.no,
        `${environment} has no container ${container}`,
        'isolens status tells what there is.',
      );
    }
    let at = writeRest((from) => readLog(directory, from), 0, output);
    while (values['follow'] === true && isAlive(readContainerStatus(directory)?.state)) {
      await sleep(FOLLOW_MS);
      at = writeRest((from) => readLog(directory, from), at, output);
    }
    return EXIT.ok;
  },
};

function isAlive(state: string | undefined): boolean {
  return state === 'created' || state === 'running';
}

/** @returns where to go on */
function writeRest(read: (from: number) => ContainerLog, from: number, output: Output): number {
  for (let at = from; ; ) {
    const { text, to } = read(at);
    if (to === at || text === '') return to;
    output.write(output.columns === undefined ? text : shown(text));
    at = to;
  }
}

function shown(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, LINE_LENGTH))
    .join('\n');
}
