import type { Doing, Environments } from '../agent/environment/environments.ts';
import type { EngineName } from '../model/environment/launch.ts';
import { processId } from '../model/process.ts';
import type { HostFacts } from '../model/spec/host-facts.ts';
import type { Declared } from '../protocol/environment.ts';
import { words } from './change.ts';
import type { Output, Values } from './command.ts';
import { severityOf, writeProblems } from './cspec/problem-lines.ts';
import { readSpecs } from './cspec/spec-file.ts';
import { CliError, EXIT, usageError } from './exit.ts';
import type { MadeContainer } from './find-place.ts';
import { loadNative } from './scan.ts';

export const ENGINE_OPTION = { engine: { type: 'string', default: 'auto' } } as const;
export const ENGINE_HELP =
  '  --engine NAME  what makes containers: util-linux, oci (runc or crun), or auto (the default)';
const ENGINES: readonly (EngineName | 'auto')[] = ['auto', 'util-linux', 'oci'];

/** So long a container may take to end by itself, in seconds. */
const GRACE_SECONDS = 10;
export const GRACE_OPTION = { grace: { type: 'string', default: String(GRACE_SECONDS) } } as const;
export const GRACE_HELP = '  --grace SECONDS  so long a container may take to end by itself; 10 by default';

/** What can be done to the environments of this user. */
export async function environments(output: Output): Promise<Environments> {
  return loadNative(async () => {
    const [{ Environments: EnvironmentsClass }, { stateDir }, { engines }] = await Promise.all([
      import('../agent/environment/environments.ts'),
      import('../agent/run/json-lines.ts'),
      import('../agent/environment/engines.ts'),
    ]);
    const log = (_level: string, text: string) => output.note(text);
    return new EnvironmentsClass({ stateDir: stateDir(), log, engines: engines() });
  });
}

/** The containers of the environments of this user that run, or wait. */
export async function madeContainers(output: Output): Promise<readonly MadeContainer[]> {
  const all = await (await environments(output)).list();
  return all.flatMap(({ environment, containers }) =>
    containers.flatMap(({ name, status: { pid, startTime } = {} }) =>
      pid === undefined || startTime === undefined ? [] : [{ environment, name, process: processId(pid, startTime) }],
    ),
  );
}

/**
 * What the files declare, with what is wrong in them told: also on this host, unless its facts are undefined.
 * @throws CliError for a file that cannot be read or has errors
 */
export async function declaredIn(
  operands: readonly string[],
  values: Values,
  output: Output,
  facts: Promise<HostFacts | undefined> = hostFacts(),
): Promise<readonly Declared[]> {
  const engine = ENGINES.find((name) => name === values['engine']);
  if (!engine) throw usageError(`no such engine: ${String(values['engine'])}`, `Engines: ${ENGINES.join(', ')}.`);
  const [{ resolveSpecFile }, known] = await Promise.all([import('./cspec/language.ts'), facts]);
  const declared: Declared[] = [];
  for (const read of await readSpecs(operands)) {
    if ('error' in read) throw read.error;
    const { spec, problems } = await resolveSpecFile(read, known);
    const told = problems.filter((each) => spec === undefined || severityOf(each) === 'warning');
    writeProblems(read.name, told, (line) => output.note(line));
    if (!spec)
      throw new CliError(EXIT.no, `${read.name} has errors: nothing was done`, 'isolens check tells them all.');
    declared.push({ spec, file: read.path, engine, restart: values['restart'] === true });
  }
  return declared;
}

async function hostFacts(): Promise<HostFacts> {
  return loadNative(async () => {
    const { HostFactsReader } = await import('../agent/discover/facts/host-facts.ts');
    // Which engine can do it, the plan tells.
    return new HostFactsReader([]).read();
  });
}

/** Aborted by Ctrl-C, and by whatever else ends this program. */
export function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  return stop.signal;
}

/** How something is done: told on stderr, given up at Ctrl-C. */
export function doing(values: Values, output: Output): Doing {
  const grace = Number(values['grace'] ?? GRACE_SECONDS);
  if (!Number.isFinite(grace) || grace < 0) throw usageError(`no number of seconds: ${String(values['grace'])}`);
  return {
    signal: untilStopped(),
    graceMs: grace * 1000,
    onWait: () => output.note('another isolens is at work on it; waiting'),
    onProgress: ({ done, all, effect }) => {
      if (process.stderr.isTTY) output.note(`${done + 1}/${all} ${words(effect)}`);
    },
  };
}

/** The environments that operands mean: by their names, or by their files, which may have errors by now. */
export async function environmentsOf(operands: readonly string[]): Promise<readonly string[]> {
  if (operands.length === 0) throw usageError('a file or an environment is needed');
  const { environmentOf } = await import('./cspec/language.ts');
  const names: string[] = [];
  for (const operand of operands) {
    if (!operand.endsWith('.cspec')) names.push(operand);
    else {
      const [read] = await readSpecs([operand]);
      if (!read || 'error' in read) throw read?.error ?? usageError('a file is needed');
      names.push(environmentOf(read));
    }
  }
  const wrong = names.find((name) => !/^[A-Za-z0-9_-]+$/.test(name));
  if (wrong !== undefined) throw usageError(`no name of an environment: ${wrong}`);
  return names;
}
