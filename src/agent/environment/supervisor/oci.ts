import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ociConfigText } from '../../../model/environment/engine/oci/config.ts';
import { becomeSubreaper, childExit } from '../../kernel/subreaper.ts';
import { CONTAINER_ID, ociBundle, ociState } from '../container-files.ts';
import { CommandError, type Made, type Maker, type Output } from './job.ts';
import { runProgram, startProgram } from './program.ts';

const MISSING_COMMAND = /executable file (?:.* )?not found|no such file or directory/i;
const NOT_EXECUTABLE = /permission denied|is not executable|exec format error/i;

/** Makes a container with an OCI runtime: `create`, later `start`. Its first process becomes a child of this one. */
export const makeWithOci: Maker = async ({ launch: { directory }, oci }, output) => {
  if (oci === undefined) throw new Error('There is no OCI runtime.');
  const bundle = ociBundle(directory);
  const runtime = [...oci.runtime, '--root', ociState(directory)];
  mkdirSync(bundle, { recursive: true, mode: 0o700 });
  writeFileSync(`${bundle}/config.json`, ociConfigText(oci.config), { mode: 0o600 });
  becomeSubreaper();
  const pidFile = `${bundle}/pid`;
  await create(
    [...oci.staging, ...runtime, 'create', '--bundle', bundle, '--pid-file', pidFile, CONTAINER_ID],
    directory,
    output,
  );
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const exit = childExit(pid);
  return { pid, exit, start: () => start([...runtime, 'start', CONTAINER_ID], directory) } satisfies Made;
};

/** The container has its standard output and error from the runtime. */
async function create(argv: readonly string[], directory: string, output: Output): Promise<void> {
  const child = await startProgram(argv, directory, ['ignore', 'pipe', 'pipe']);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => output.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => {
    if (child.exitCode === null) said += String(chunk);
    else output.write(chunk);
  });
  const closed = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code === 0) return;
  await closed;
  throw failure(said);
}

async function start(argv: readonly string[], directory: string): Promise<string | undefined> {
  try {
    await runProgram(argv, directory);
    return undefined;
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error)).message;
  }
}

/** Of what a runtime says: runc in the form of logfmt, crun with a time before it. */
function failure(said: string): Error {
  const line = said.trim().split('\n').at(-1) ?? '';
  const quoted = /level=error msg="((?:\\.|[^"\\])*)"/.exec(line)?.[1];
  const why = quoted?.replace(/\\(.)/g, '$1') ?? line.replace(/^\d{4}-\d\d-\d\dT\S+: /, '');
  if (!/exec|start container process/i.test(why)) return new Error(why);
  if (MISSING_COMMAND.test(why)) return new CommandError(why, 127);
  return NOT_EXECUTABLE.test(why) ? new CommandError(why, 126) : new Error(why);
}
